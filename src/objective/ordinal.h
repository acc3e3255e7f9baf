// Ordered probit: a target has level k of K if c_{k-1} < z <= c_k, where z is normal about the score with variance 1,
// and c_1 < ... < c_{K-1} are the thresholds, c_0 = -infinity, c_K = infinity. McCullagh 1980, "Regression models
// for ordinal data".
#pragma once

#include <cmath>
#include <cstddef>
#include <span>

namespace interplay {

constexpr std::size_t most_levels = 64;

// The logarithm of a product of many probabilities, each at least 1e-100, with few calls of log.
class LogProduct {
 public:
  void multiply(double probability) {
    product_ *= probability;
    if (product_ > 1e-200) return;
    sum_ += std::log(product_);
    product_ = 1;
  }
  double value() const { return sum_ + std::log(product_); }

 private:
  double sum_ = 0, product_ = 1;
};

// Some people use the ends of a scale and others its middle. With threshold scale t the thresholds lie at
// m + t (c_k - m), where m is the middle one, thresholds[thresholds.size() / 2]. t = 1 leaves them as they are.

// The ends of level k (from 0) relative to the score: those of z - score.
struct LevelEnds {
  double low, high;
};
LevelEnds level_ends(std::span<const float> thresholds, std::size_t level, double score, double threshold_scale = 1);

// P(level k) for all k; there is one more than thresholds.
void level_probabilities(std::span<const float> thresholds, double score, std::span<double> out,
                         double threshold_scale = 1);

// Mean and variance of the level's value: levels[k] with the probability of level k.
struct LevelMoments {
  double mean, variance;
};
LevelMoments level_moments(std::span<const float> thresholds, std::span<const float> levels, double score,
                           double threshold_scale = 1);

}  // namespace interplay
