#include <cmath>
#include <limits>

#include "objective/link.h"

namespace interplay {

// max(0, s)
const LinkDefinition& relu_link() {
  static constexpr LinkDefinition definition{
      .name = "relu",
      .title = "ReLU",
      .prediction = [](LinkEnds, float score) { return score > 0 ? score : (std::isnan(score) ? score : 0.0f); },
      .slope = [](LinkEnds, float score, float) { return score > 0 ? 1.0f : 0.0f; },
      .inverse = [](LinkEnds, float target) { return target; },
      .range =
          [](LinkEnds) {
            return LinkEnds{0, std::numeric_limits<float>::infinity()};
          },
      .steepest = [](LinkEnds) { return 1.0; },
      .formula = "SHIFT + max(0, score)",
      .keeps_units = true,
  };
  return definition;
}

}  // namespace interplay
