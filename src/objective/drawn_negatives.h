// What a loss over lists says of itself to those who draw negatives for it. A loss that compares interactions with
// drawn items is a ComparesDrawn as well; no other code knows which ones do.
#pragma once

#include <cstdint>

#include "kernels/ranked_loss.h"
#include "objective/loss.h"

namespace interplay {

// What suits it where a factorization machine descends by single positives (models/lists_common.cc).
struct ListRecipe {
  std::int64_t rank, epochs;
  double learning_rate, l2;
};

struct ListProperties {
  kernels::RankedLoss kernel;  // of the fused step (kernels/ranked_step.h)
  // Negatives for each positive where nobody says how many: steps of single positives find more of them nearly free,
  // mini-batches score each one.
  std::uint32_t negatives, negatives_of_batches;
  bool finds_hard_negatives;  // it looks for negatives with high scores by itself
  ListRecipe recipe;
  // Items of the user that stand for each interaction, its own among them, and which of them is compared, by descending
  // score, from 1.
  std::uint32_t positives = 1, positive_place = 1;
};

class ComparesDrawn {
 public:
  virtual ~ComparesDrawn() = default;
  virtual const ListProperties& lists() const = 0;
};

// Null where the loss compares nothing with drawn items.
inline const ListProperties* list_properties(const Loss& loss) {
  const auto* compares = dynamic_cast<const ComparesDrawn*>(&loss);
  return compares ? &compares->lists() : nullptr;
}

}  // namespace interplay
