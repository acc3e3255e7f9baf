#include <limits>

#include "objective/link.h"

namespace interplay {

// sum_k level_k (Phi(c_k - s) - Phi(c_{k-1} - s)): needs the thresholds c, see ordinal.h.
const LinkDefinition& ordinal_link() {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  static constexpr LinkDefinition definition{
      .name = "ordinal",
      .title = "ordinal",
      .prediction = [](LinkEnds, float score) { return score; },
      .slope = [](LinkEnds, float, float) { return 1.0f; },
      .inverse = [](LinkEnds, float) { return 0.0f; },
      .range =
          [](LinkEnds) {
            return LinkEnds{-infinity, infinity};
          },
      .steepest = [](LinkEnds) { return 1.0; },
      .formula = "the mean of the levels, by their probabilities given the score",
      .thresholds = true,
  };
  return definition;
}

}  // namespace interplay
