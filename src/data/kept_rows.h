// Columns and data of some of their rows.
#pragma once

#include <cstdint>
#include <span>

#include "interplay/dataset.h"

namespace interplay {

// Leaves the rows with `keep[row] != 0`, in their order. `keep` has an element for each row.
void keep_rows(Column& column, std::span<const std::uint8_t> keep);

// The same of the interactions. Tables of entities and vocabularies stay as they are.
void keep_interactions(Dataset& data, std::span<const std::uint8_t> keep);

}  // namespace interplay
