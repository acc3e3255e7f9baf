// The priors of the coordinate solvers. In each field every weight w and every coordinate of the vectors v is normal,
// with a mean and a precision that the field's features share.
//   als: mean 0, precision = the L2 coefficient.
//   mcmc: mean and precision have normal-gamma priors and are drawn, too (Freudenthaler, Schmidt-Thieme and Rendle
//   2011, "Bayesian factorization machines", section 3; Salakhutdinov and Mnih 2008 for matrices).
#pragma once

#include <span>
#include <vector>

#include "base/random.h"
#include "solvers/coordinate/tables.h"

namespace interplay {

// Index c < rank stands for coordinate c of v, index `rank` for w.
struct FieldPrior {
  std::span<float> mean, precision;
};

// The parameters of the normal-gamma priors: precision ~ Gamma(shape / 2, rate / 2), mean ~ N(0, 1 / (weight
// precision)).
//
// For two fields they are those of libFM and myFM: 1, 1, 1, which is weak on the scale of ratings. With more fields, so
// many weights and pairs add up that the scores of the training rows can run away although each parameter is harmless;
// and a field of one number or of few categories says little about the size of its parameters. Precisions are then
// expected at about the values for which the weights of a row have a total variance of 1, and its pairs too: the number
// of fields, and sqrt(pairs rank). Means have the same effect as the bias, and as each other, if every row has one
// feature of the field; so they are held at 0 as firmly. Each further field makes both beliefs firmer.
struct HyperPrior {
  double shape = 1, weight = 1, linear_rate = 1, factor_rate = 1;
};
HyperPrior hyper_prior(std::size_t fields, std::size_t rank);

class CoordinatePrior {
 public:
  // All means are 0; precisions are as given.
  CoordinatePrior(const CoordinateTables& tables, double linear_precision, double factor_precision,
                  const HyperPrior& hyper);

  FieldPrior of(std::size_t field) const;  // in the order of the tables' fields
  std::span<float> numbers() { return numbers_; }

  // Draws precision, then mean, for every index of a field, given the parameters of its features. With n features and
  // mean m,
  //   precision ~ Gamma((shape + n + 1) / 2, rate (rate_0 + sum (v - m)^2 + weight m^2) / 2)
  //   m ~ N(sum v / (n + weight), 1 / ((n + weight) precision)).
  // Features that occur in no training row do not count.
  void draw(std::size_t index, const CoordinateField& field, RandomStream& random);

  // The effect of multiplying all w by exp(change) and all v by exp(change / 2), with their priors: the log of the
  // ratio of the densities of priors and hyperpriors, Jacobian included. The part of the parameters themselves cancels.
  double log_scale_ratio(double change) const;
  void scale(double change);

 private:
  // Whether index c of a field stands for any parameter.
  bool used(std::size_t field, std::size_t c) const { return c + 1 == size_ ? weights_[field] : vectors_[field]; }

  double rate(std::size_t c) const { return c + 1 == size_ ? hyper_.linear_rate : hyper_.factor_rate; }

  std::size_t size_;  // rank + 1
  HyperPrior hyper_;
  std::vector<bool> weights_, vectors_;  // of every field
  mutable std::vector<float> numbers_;
};

}  // namespace interplay
