// What the coordinate solvers believe of parameters before they see data: per field, every weight w and every
// coordinate of the vectors v is normal with a mean and a precision of its own, shared by the field's features.
//   als: mean 0, precision = the L2 coefficient.
//   mcmc: mean and precision have normal-gamma priors and are drawn, too (Freudenthaler, Schmidt-Thieme and Rendle
//   2011, "Bayesian factorization machines", section 3; Salakhutdinov and Mnih 2008 for matrices).
#pragma once

#include <span>
#include <vector>

#include "base/random.h"
#include "solvers/coordinate_tables.h"

namespace interplay {

// Number c < rank is coordinate c of v, number `rank` is w.
struct FieldPrior {
  std::span<float> mean, precision;
};

// Of the normal-gamma priors: precision ~ Gamma(shape / 2, rate / 2), mean ~ N(0, 1 / (weight precision)).
//
// Of two fields as in libFM and myFM: 1, 1, 1, weak on the scale of ratings. With more, so many weights and pairs add
// up that parameters which are each harmless let the scores of the training rows run away, and a field of one number or
// of few categories says nothing of how large they are. Precisions are then expected about where the weights of a
// row, and its pairs, have a variance of 1 in all: as many as there are fields, and sqrt(pairs rank). Means, which
// mean the same as the bias and as each other where every row has one feature of a field, are held at 0 as firmly.
// Every field more makes both beliefs firmer.
struct HyperPrior {
  double shape = 1, weight = 1, linear_rate = 1, factor_rate = 1;
};
HyperPrior hyper_prior(std::size_t fields, std::size_t rank);

class CoordinatePrior {
 public:
  // All means 0; precisions as given.
  CoordinatePrior(const CoordinateTables& tables, double linear_precision, double factor_precision,
                  const HyperPrior& hyper);

  FieldPrior of(std::size_t field) const;  // in the order of the tables' fields
  std::span<float> numbers() { return numbers_; }

  // Draws precision, then mean, of every number of a field given its features' parameters: with n features and mean m,
  //   precision ~ Gamma((shape + n + 1) / 2, rate (rate_0 + sum (v - m)^2 + weight m^2) / 2)
  //   m ~ N(sum v / (n + weight), 1 / ((n + weight) precision)).
  // Features that no training row has are left out.
  void draw(std::size_t index, const CoordinateField& field, RandomStream& random);

  // All w are multiplied by exp(change), all v by exp(change / 2), their priors with them: the log of the
  // ratio of the densities of priors and hyperpriors, Jacobian included. That of the parameters themselves cancels.
  double log_scale_ratio(double change) const;
  void scale(double change);

 private:
  // Whether number c of a field is that of any parameter.
  bool used(std::size_t field, std::size_t c) const { return c + 1 == size_ ? weights_[field] : vectors_[field]; }

  double rate(std::size_t c) const { return c + 1 == size_ ? hyper_.linear_rate : hyper_.factor_rate; }

  std::size_t size_;  // rank + 1
  HyperPrior hyper_;
  std::vector<bool> weights_, vectors_;  // of every field
  mutable std::vector<float> numbers_;
};

}  // namespace interplay
