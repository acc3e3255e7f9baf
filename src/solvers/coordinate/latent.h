// Data augmentation for the ordered probit (ordinal.h): levels are replaced by latent targets that are normal. Given
// levels, scores and thresholds, the latent target z of a row is normal about its score, truncated to the interval of
// its level; given z, the sweep sees an ordinary regression with noise precision 1. Albert and Chib 1993, "Bayesian
// analysis of binary and polychotomous response data". A binary target has one threshold, at 0.
//
// If the model has a bias, the first threshold is 0, because a shift of all thresholds is one of the bias. The latent
// target of a row of weight o has variance 1 / o, as in regression.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "solvers/coordinate/tables.h"
#include "solvers/coordinate/threshold_scale.h"
#include "solvers/coordinate/thresholds.h"

namespace interplay {

// How well the draw fits the training rows: weighted sums of -log P(level) and of (target - its mean)^2.
struct LevelFit {
  double weight = 0, loss = 0, squares = 0;
};

class LatentTargets {
 public:
  // `thresholds`: the tensor of thresholds, null for a binary target. If they do not ascend yet, thresholds and bias
  // (null if there is none) are set to those of the levels' shares.
  LatentTargets(const Problem& problem, const Parameters& parameters, const CoordinateTables& tables, float* thresholds,
                float* bias);

  // A change of scale of all parameters but the thresholds; see coordinate_scale.h.
  struct Scaling {
    std::function<double(double log_scale)> log_prior;
    std::function<void(double log_scale)> apply;
  };
  // Draws the thresholds or the scale, then the threshold scale of every user and item, then the latent
  // targets. `scores`: without bias, in the order of the first table.
  LevelFit draw(std::span<const float> scores, const Scaling& scaling, std::uint64_t step);
  std::span<float> targets() { return latent_; }  // in that order

  std::span<const float> thresholds() const { return thresholds_; }
  CoordinateThresholdScale& threshold_scales() { return threshold_scales_; }

 private:
  LevelRows rows() const { return {level_, score_, tables_.tables.front().weight, threshold_scale_}; }
  void draw_scale(const Scaling& scaling, RandomStream& random);
  LevelFit draw_targets(std::uint64_t step);
  void draw_row(std::uint32_t row, std::uint64_t step, LevelFit& fit);
  std::vector<float> level_means(std::uint64_t first, std::uint64_t last) const;

  const Problem& problem_;
  const CoordinateTables& tables_;
  std::vector<float> levels_, level_steps_;  // level_steps_: differences between neighbouring levels
  std::vector<float> fixed_thresholds_ = {0};
  std::span<float> thresholds_;
  float* bias_;
  CoordinateThresholdScale threshold_scales_;
  // For the ratings of the first table, in its order.
  RowValues<std::uint8_t> level_;
  RowValues<float> score_, latent_;
  RowValues<float> threshold_scale_;  // empty if thresholds have one scale for all
};

}  // namespace interplay
