// Ordered probit: a target has level k of K where c_{k-1} < z <= c_k for z normal about the score with
// variance 1, with cut points c_1 < ... < c_{K-1}, c_0 = -infinity, c_K = infinity. McCullagh 1980,
// "Regression models for ordinal data".
#pragma once

#include <cmath>
#include <cstddef>
#include <span>

namespace interplay {

constexpr std::size_t most_levels = 64;

// The logarithm of a product of many chances, each at least 1e-100, with few logarithms.
class LogProduct {
 public:
  void multiply(double chance) {
    product_ *= chance;
    if (product_ > 1e-200) return;
    sum_ += std::log(product_);
    product_ = 1;
  }
  double value() const { return sum_ + std::log(product_); }

 private:
  double sum_ = 0, product_ = 1;
};

// Some people use the ends of a scale and others its middle: with stretch t the cut points lie at m + t (c_k - m), m
// being the middle one, cuts[cuts.size() / 2]. 1: they are as they are.

// The ends of level k (from 0) about the score: those of z - score.
struct LevelEnds {
  double low, high;
};
LevelEnds level_ends(std::span<const float> cuts, std::size_t level, double score, double stretch = 1);

// P(level k) for all k; one more than cut points.
void level_probabilities(std::span<const float> cuts, double score, std::span<double> out, double stretch = 1);

// Mean and variance of the level's value: levels[k] with the probability of level k.
struct LevelMoments {
  double mean, variance;
};
LevelMoments level_moments(std::span<const float> cuts, std::span<const float> levels, double score,
                           double stretch = 1);

}  // namespace interplay
