#include "objective/link.h"
#include "objective/normal.h"

namespace interplay {
namespace {

float probit_prediction(LinkEnds, float score) { return static_cast<float>(normal_cdf(static_cast<double>(score))); }

float probit_slope(LinkEnds, float score, float) {
  return static_cast<float>(normal_density(static_cast<double>(score)));
}

float probit_inverse(LinkEnds, float target) {
  return static_cast<float>(normal_quantile(part_between({0, 1}, target)));
}

}  // namespace

// Phi(s), the normal distribution function: the probability of 1
const LinkDefinition& probit_link() {
  static constexpr LinkDefinition definition{
      .name = "probit",
      .title = "probit",
      .prediction = probit_prediction,
      .slope = probit_slope,
      .inverse = probit_inverse,
      .range =
          [](LinkEnds) {
            return LinkEnds{0, 1};
          },
      .steepest = [](LinkEnds) { return normal_density(0); },
      .formula = "Phi(score)",
  };
  return definition;
}

}  // namespace interplay
