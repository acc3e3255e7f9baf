#include <limits>

#include "objective/link.h"

namespace interplay {

const LinkDefinition& identity_link() {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  static constexpr LinkDefinition definition{
      .name = "identity",
      .title = "the identity",
      .prediction = [](LinkEnds, float score) { return score; },
      .slope = [](LinkEnds, float, float) { return 1.0f; },
      .inverse = [](LinkEnds, float target) { return target; },
      .range =
          [](LinkEnds) {
            return LinkEnds{-infinity, infinity};
          },
      .steepest = [](LinkEnds) { return 1.0; },
      .formula = "score",
      .identity = true,
      .keeps_units = true,
  };
  return definition;
}

}  // namespace interplay
