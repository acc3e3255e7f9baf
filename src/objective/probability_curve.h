// Probabilities corrected by rows that the model was not fitted to: a monotone curve from predicted to corrected ones.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "objective/weighted_mean.h"

namespace interplay {

struct ProbabilityCurve {
  enum class Kind {
    platt,     // sigmoid(intercept + slope logit(p)), both ends limited to [1e-7, 1 - 1e-7]
    isotonic,  // straight lines between the points (x, y), level outside of them
  };
  Kind kind = Kind::platt;
  double slope = 1, intercept = 0;  // platt; slope > 0
  std::vector<double> x, y;         // isotonic: both ascend, x strictly; at least one point

  // Monotone in single precision as well: p <= q gives at most the value of q.
  float operator()(float probability) const;
};

std::string_view name(ProbabilityCurve::Kind kind);

// Both fits see a target of 1 as (n1 + 1) / (n1 + 2) and one of 0 as 1 / (n0 + 2), with n1 and n0 the weights of the
// two classes (Platt 1999): no corrected probability is 0 or 1 because a few rows happened to agree. Targets are 0 and
// 1; `weight` may be empty (all 1). Precondition: both classes have a weight above 0.

// Maximum likelihood, by Newton steps (Lin, Lin and Weng 2007). The slope may come out at 0 or below, where predictions
// do not rise with the targets; where all predictions are equal it is 1.
ProbabilityCurve platt_curve(Values prediction, Values target, Values weight);

// The ascending step function of least squared error, by pooling adjacent violators. Each step becomes one point: the
// weighted mean of its predictions, and its height.
ProbabilityCurve isotonic_curve(Values prediction, Values target, Values weight);

// Pool adjacent violators: the weighted means of runs of `values`, as few as make them ascend strictly.
struct PooledRun {
  std::size_t first = 0, end = 0;  // [first, end) of the values
  double value = 0, weight = 0;
};
std::vector<PooledRun> pool_adjacent(std::span<const double> values, std::span<const double> weights);

}  // namespace interplay
