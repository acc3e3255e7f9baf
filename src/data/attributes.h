// Attributes of users and items that a model knows.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "interplay/data.h"

namespace interplay {

// Those of the names that are fields of the star's entity tables, ids left out.
std::vector<std::string> attributes_of(const Star& star, std::span<const std::string> names);

// Adds these fields of the star's entity tables, and the titles that `data` lacks, to data that is not encoded: its
// entities have them by their ids, and what the star does not know misses them. Fields are then in the star's order,
// what it does not have last.
void add_attributes(Dataset& data, const Star& star, std::span<const std::string> names);

}  // namespace interplay
