// Rows with levels, and their likelihood under an ordered probit.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "base/task_pool.h"
#include "cluster/cluster.h"
#include "objective/ordinal.h"

namespace interplay {

struct LevelRows {
  std::span<const std::uint8_t> level;  // from 0
  std::span<const float> score;
  std::span<const float> weight;                // precision of the latent targets; may be empty (all 1)
  std::span<const float> threshold_scale = {};  // scale of the thresholds (ordinal.h); may be empty (all 1)

  LevelEnds ends(std::span<const float> thresholds, std::size_t n) const {
    return level_ends(thresholds, level[n], static_cast<double>(score[n]), threshold_scale_of(n));
  }
  double threshold_scale_of(std::size_t n) const {
    return threshold_scale.empty() ? 1.0 : static_cast<double>(threshold_scale[n]);
  }
};

// Intervals whose probabilities are computed together (kernels/level_probabilities.h).
class LevelIntervals {
 public:
  void reserve(std::size_t count);
  // Adds an interval from low to high about `offset`, with the square of `root` as precision.
  void add(double low, double high, double offset, double root);
  // sum log(Phi(root (factor high - offset)) - Phi(root (factor low - offset))).
  double log_probability(double factor);

 private:
  std::vector<float> low_, high_, offset_;
};

// sum log P(level), with thresholds and scores multiplied by `scale`. The result depends neither on the pool nor on the
// cluster.
double log_likelihood(const LevelRows& rows, std::span<const float> thresholds, double scale, const TaskPool& pool,
                      Cluster& cluster = single_process());

// The weight of every level at every score, for scores on a grid. Scores of scaled thresholds c, with middle m, are
// brought to thresholds of scale 1: m + (score - m) / threshold_scale has the same probabilities, except that its
// spread is 1 / threshold_scale.
class LevelHistogram {
 public:
  LevelHistogram(const LevelRows& rows, std::span<const float> thresholds);
  // Calls visit(level, score, weight).
  template <class Visit>
  void each(const Visit& visit) const {
    for (std::size_t i = 0; i < weight_.size(); ++i)
      if (weight_[i] > 0) visit(i / bins, low_ + (static_cast<double>(i % bins) + 0.5) * width_, weight_[i]);
  }

 private:
  static constexpr std::size_t bins = 96;
  double low_ = 0, width_ = 1;
  std::vector<double> weight_;
};

}  // namespace interplay
