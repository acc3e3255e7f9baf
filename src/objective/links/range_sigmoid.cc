#include <cmath>

#include "objective/link.h"

namespace interplay {
namespace {

float range_sigmoid_prediction(LinkEnds ends, float score) {
  return ends.low + (ends.high - ends.low) * sigmoid(score);
}

// (high - low) p (1 - p); both factors from a sigmoid, so that neither loses digits near the ends.
float range_sigmoid_slope(LinkEnds ends, float score, float) {
  return (ends.high - ends.low) * sigmoid(score) * sigmoid(-score);
}

float range_sigmoid_inverse(LinkEnds ends, float target) {
  if (!(ends.high > ends.low)) return 0;
  const double p = part_between(ends, target);
  return static_cast<float>(std::log(p / (1 - p)));
}

double steepest(LinkEnds ends) { return (static_cast<double>(ends.high) - static_cast<double>(ends.low)) / 4; }

}  // namespace

// low + (high - low) sigmoid(s)
const LinkDefinition& range_sigmoid_link() {
  static constexpr LinkDefinition definition{
      .name = "range_sigmoid",
      .title = "a sigmoid over the range of the targets",
      .prediction = range_sigmoid_prediction,
      .slope = range_sigmoid_slope,
      .inverse = range_sigmoid_inverse,
      .range = [](LinkEnds ends) { return ends; },
      .steepest = steepest,
      .formula = "LOW + WIDTH sigmoid(score)",
      .given_ends = true,
  };
  return definition;
}

}  // namespace interplay
