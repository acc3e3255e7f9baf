// What a score means and what an error costs: the link from score to prediction, and the loss.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace interplay {

enum class LinkKind {
  identity,
  relu,           // max(0, s)
  range_sigmoid,  // low + (high - low) * sigmoid(s)
  logistic,       // sigmoid(s)
};

struct Link {
  LinkKind kind = LinkKind::identity;
  float low = 0, high = 1;  // range_sigmoid

  float prediction(float score) const;
  // d prediction / d score, from the prediction where that is enough.
  float slope(float score, float prediction) const;
  // A score whose prediction is `target`: where a bias starts. Targets at the open ends of the link's range,
  // whose score would be infinite, are moved inside by 1/1000 of the range.
  float inverse(float target) const;
};

enum class LossKind {
  squared,   // (y - p)^2
  logistic,  // -y log p - (1 - y) log(1 - p), with p the logistic link's prediction
};

std::string_view name(LinkKind kind);
std::string_view name(LossKind kind);

struct Objective {
  Link link;
  LossKind loss = LossKind::squared;

  // Loss of one row, in double as it is summed over many.
  double value(float score, float target) const;
  // d loss / d score. For the logistic pair: sigmoid(s) - y, without cancellation.
  float gradient(float score, float target) const;
};

// sigmoid(x) in float to 2 ulp, by our own polynomial so that bits do not depend on the C library.
float sigmoid(float x);
// exp(x) in float to 2 ulp; 0 below -87 (no subnormal results), at most exp(88).
float exponential(float x);

}  // namespace interplay
