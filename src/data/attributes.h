// The attributes of users and items that a model holds.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "interplay/dataset.h"
#include "interplay/encode.h"
#include "interplay/options.h"

namespace interplay {

// The fields that options.fields names, all if it names none, of the star's entity tables: without the ids, and without
// those that were made from other columns.
std::vector<std::string> attributes_of(const Star& star, const DataOptions& options);

// Adds these fields of the star's entity tables, and the titles that `data` lacks, to data that is not encoded.
// Entities get them by their ids; for entities that the star does not know they are missing. The fields are then in the
// star's order, followed by those that it does not have.
void add_attributes(Dataset& data, const Star& star, std::span<const std::string> names);

}  // namespace interplay
