// How well a model that is trained for lists ranks held-out interactions, after each pass.
#pragma once

#include "solvers/loop.h"

namespace interplay {

// NDCG@10 of each of the rows among sampled_items items that are drawn for it, other than those that its user has in
// training rows, as the mean over the rows; the same items after every pass. Refers to its arguments. Empty where there
// are no rows.
Validate validate_lists(std::span<const std::uint32_t> rows, const Problem& problem);

}  // namespace interplay
