// How the objective sees a target: transformed if requested, about 0, and with a deviation near 1. Steps, penalties and
// priors then mean the same for stars, percentages and prices. Predictions are converted back.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace interplay {

enum class TargetTransform {
  none,
  log1p,  // log(1 + t), for targets from 0 up
  rank,   // the normal quantile of the target's rank among the training targets
};

std::string_view name(TargetTransform transform);
// Throws Error(usage) for another name.
TargetTransform target_transform_named(std::string_view name);

// inner = (T(target) - shift) / scale, target = T^-1(shift + scale * inner). The default is the identity.
struct TargetScale {
  TargetTransform transform = TargetTransform::none;
  double shift = 0, scale = 1;
  // rank: targets of the training rows at evenly spaced ranks, ascending; at least two.
  std::vector<float> knots = {};

  bool identity() const { return transform == TargetTransform::none && shift == 0 && scale == 1; }
  // T and its inverse. Both are monotone.
  double transformed(double target) const;
  double restored(double value) const;

  // On a grid of 2^-17, far finer than any noise: where targets of other units differ in their last bits, what is seen
  // of them does not, and training goes the same way to the bit.
  double inner(double target) const;
  double outer(double inner) const { return restored(shift + scale * inner); }

  struct Moments {
    double mean, variance;
  };
  // For a normal inner value: exact without a transform, otherwise by quadrature.
  Moments outer_moments(double inner_mean, double inner_variance) const;
};

// How the training targets are to be seen. `values` and `weights` (may be empty: all 1) are of the training rows;
// weights sum to more than 0. `origin`: the mean becomes 0, or the least target becomes 1 (above_zero): for models that
// predict nothing below 0, or have no bias and let their vectors carry the mean. Throws Error(bad_data) for targets
// that the transform does not take.
enum class TargetOrigin { mean, above_zero };
TargetScale standard_scale(std::span<const float> values, std::span<const float> weights, TargetTransform transform,
                           TargetOrigin origin);
// Only the transform, without shift and scale.
TargetScale plain_scale(std::span<const float> values, TargetTransform transform);

}  // namespace interplay
