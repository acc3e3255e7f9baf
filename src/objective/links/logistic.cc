#include <cmath>

#include "objective/link.h"

namespace interplay {
namespace {

float logistic_inverse(LinkEnds, float target) {
  const double p = part_between({0, 1}, target);
  return static_cast<float>(std::log(p / (1 - p)));
}

}  // namespace

// sigmoid(s), the probability of 1
const LinkDefinition& logistic_link() {
  static constexpr LinkDefinition definition{
      .name = "logistic",
      .title = "logistic",
      .prediction = [](LinkEnds, float score) { return sigmoid(score); },
      .slope = [](LinkEnds, float score, float prediction) { return prediction * sigmoid(-score); },
      .inverse = logistic_inverse,
      .range =
          [](LinkEnds) {
            return LinkEnds{0, 1};
          },
      .steepest = [](LinkEnds) { return 0.25; },
      .formula = "sigmoid(score)",
      .log_odds = true,
  };
  return definition;
}

}  // namespace interplay
