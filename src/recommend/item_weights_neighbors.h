// The items that say most of an item, in models with an item-item term.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "interplay/model.h"
#include "recommend/neighbors.h"

namespace interplay {

// Whether the model is one item-item term.
bool weighs_items(const Model& model);

// The `count` items with the largest weights for the item at `self`, best first, equal ones in order of position;
// members are averaged. `item_rows`: rows of the items' table, one per position, whose codes are in `codes`.
std::vector<Neighbors::Neighbor> weightiest(const Model& model, std::span<const std::uint32_t> codes,
                                            std::span<const std::uint32_t> item_rows, std::uint32_t self,
                                            std::size_t count);

}  // namespace interplay
