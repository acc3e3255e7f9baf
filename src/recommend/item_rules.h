// The items that rules let pass, and a clear answer where nothing is left.
//   in: rules, the items' table.  out: a set of positions.  Called by: Recommender::items.
#pragma once

#include <span>

#include "interplay/recommend.h"
#include "recommend/titles.h"

namespace interplay {

// `table`: number of the items' table, from 1; `rows`: its rows in the catalogue, by position.
ItemSet items_by(const ItemRules& rules, const Star& star, std::uint32_t table, const std::vector<std::uint32_t>& rows,
                 const Titles& titles);

}  // namespace interplay
