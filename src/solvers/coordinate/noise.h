// The noise precision of every training row in Gibbs sampling. Some people rate with more whim than others, and some
// items divide opinion: rating n of user u and item i has the precision a_u b_i times the common one. A factor has the
// prior Gamma(k/2, rate k/2), of mean 1, so that the precisions have heavy tails if k is small. Lakshminarayanan,
// Bouchard and Archambeau 2011, "Robust Bayesian matrix factorisation", the model with Gamma precisions.
#pragma once

#include <span>
#include <vector>

#include "solvers/coordinate/sweep.h"
#include "solvers/coordinate/tables.h"

namespace interplay {

class CoordinateNoise {
 public:
  // Every row of a table with ids gets a precision, at first that of the parameters. `per_row` false: none does.
  CoordinateNoise(const Problem& problem, const Parameters& parameters, CoordinateTables& tables, bool per_row);

  bool of_table(std::size_t t) const { return !counts_[t].empty(); }

  // Draws the precisions of table t's rows, given the residuals of each row at the present precisions, which it
  // rescales to the new ones. For a row with n ratings and squares q = sum o e^2 / a,
  //   a ~ Gamma((k + n) / 2, rate (k + precision q) / 2).
  // The mean of the precisions over the ratings is then scaled to 1, so that the common precision alone sets the scale
  // of the noise.
  void draw(std::size_t t, double precision, std::uint64_t step, std::span<Residuals> rows);

  // The mean over the ratings of 1 / (a_u b_i). Multiplied by the variance of the common precision, it is the noise
  // variance of a rating about which nothing is known.
  double mean_variance() const;

  // Writes a^-1/2 of every id to the parameters; for an unknown id, the root of the mean over the ratings of 1 / a.
  void store(Parameters& parameters) const;

  // The sum of the data's weights: a row of weight 2 counts as two.
  double count() const { return count_; }

 private:
  void scale_to_one(std::size_t t, std::span<Residuals> rows);
  const Tensor& tensor_of(std::size_t t, const Parameters& parameters) const;
  // The id's code of a row of table t.
  std::uint32_t code(std::size_t t, std::uint32_t row) const;

  const Problem& problem_;
  CoordinateTables& tables_;
  std::vector<std::vector<float>> counts_;  // for every table with precisions: the sum of the data's weights by row
  double count_ = 0;
};

}  // namespace interplay
