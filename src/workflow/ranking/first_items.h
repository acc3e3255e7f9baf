// The first items of every user's list, and what metrics of them ask for beside.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "interplay/evaluate.h"
#include "workflow/ranking/user_lists.h"

namespace interplay {

// FirstItems::lists: at most `count` items for every user, numbered as in the catalogue, which has `items`; equal
// scores in the order of ids, as `recommend` has them. They do not depend on the number of threads.
std::vector<std::vector<std::uint32_t>> first_items(const Model& model, const UserLists& users, std::size_t items,
                                                    std::size_t count, int threads);

// The number of training users and, of every item of the catalogue, how many of them have it.
void count_holders(const Catalogue& catalogue, const Star& star, std::span<const PairRows> seen, FirstItems& first);

// Vectors of the items as `similar` compares them, divided by their lengths. With several members, products are the
// mean over their cosines. Throws Error(unsupported) for a model without vectors.
void add_vectors(const Model& model, const Catalogue& catalogue, FirstItems& first);

}  // namespace interplay
