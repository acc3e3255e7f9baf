// Ids of data that are titles (display names) in a star.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data/encode/encode_codes.h"
#include "interplay/encode.h"

namespace interplay {

// The field with the titles of entity table `table` (from 1): that with the role, or else one that is called "title".
std::optional<std::size_t> title_field(const Star& star, std::uint32_t table);

// The row in the star's table (from 0 here) of every id. Text that is no id of the table may be the title of one of its
// entities, in upper or lower case; where all ids are integers none is. Notes say what was found by title, and which
// titles belong to several entities and so to none.
CodeMap rows_of_ids(const Vocabulary& ids, const Star& star, std::size_t table, std::vector<std::string>& notes);

}  // namespace interplay
