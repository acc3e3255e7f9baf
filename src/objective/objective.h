// What a score means and what an error costs: the link from score to prediction, and the loss.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "objective/target_scale.h"

namespace interplay {

enum class LinkKind {
  identity,
  relu,           // max(0, s)
  range_sigmoid,  // low + (high - low) * sigmoid(s)
  logistic,       // sigmoid(s)
  probit,         // Phi(s), the normal distribution function
  ordinal,        // sum_k level_k (Phi(c_k - s) - Phi(c_{k-1} - s)): needs the cut points c, see ordinal.h
};

struct Link {
  LinkKind kind = LinkKind::identity;
  float low = 0, high = 1;  // range_sigmoid

  // Of the ordinal link, which needs cut points, the score itself; see Response.
  float prediction(float score) const;
  // d prediction / d score, from the prediction where that is enough.
  float slope(float score, float prediction) const;
  // A score whose prediction is `target`: where a bias starts (0 of an ordinal target, whose cut points are yet
  // unknown). Targets at the open ends of the link's range, whose score would be infinite, are moved inside by 1/1000
  // of the range.
  float inverse(float target) const;
};

enum class LossKind {
  squared,   // (y - p)^2
  logistic,  // -y log p - (1 - y) log(1 - p), with p the logistic link's prediction
  probit,    // the same with p the probit link's
  ordinal,   // -log P(level)
};

std::string_view name(LinkKind kind);
std::string_view name(LossKind kind);

// Scores, link and loss are in the units that the objective sees; `target_scale` leads from these to the target's own.
struct Objective {
  Link link;
  LossKind loss = LossKind::squared;
  TargetScale target_scale = {};
  std::pair<float, float> target_range{0, 1};  // of the training targets, in their own units

  // ordinal: the levels, ascending.
  std::vector<float> levels = {};
  // squared: the standard deviation of targets about the score is a parameter, too; ordinal: how far apart
  // cut points lie for a user and an item is one.
  bool noise = false;

  // What a loss of the objective is in the target's own units: squared errors grow with the square of the scale. Those
  // of a transformed target stay in its units.
  double loss_factor() const { return loss == LossKind::squared ? target_scale.scale * target_scale.scale : 1; }
  // The ends of the link's range in the target's own units.
  std::pair<float, float> range() const;
  // Whether a prediction is the probability of 1.
  bool binary() const { return loss == LossKind::logistic || loss == LossKind::probit; }
  // Loss of one row, in double as it is summed over many. Not of the ordinal loss, which needs cut points.
  double value(float score, float target) const;
  // d loss / d score. For the logistic pair: sigmoid(s) - y, without cancellation.
  float gradient(float score, float target) const;
};

// sigmoid(x) in float to 2 ulp, by our own polynomial so that bits do not depend on the C library.
float sigmoid(float x);
// exp(x) in float to 2 ulp; 0 below -87 (no subnormal results), at most exp(88).
float exponential(float x);

}  // namespace interplay
