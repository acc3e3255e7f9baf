// What every maker of a star does: rows of tables joined by key, ids of entities, times that tell nothing.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "interplay/dataset.h"

namespace interplay {

inline constexpr std::uint32_t no_row = std::numeric_limits<std::uint32_t>::max();

// The rows of a column in the order of `rows`, missing where it says no_row.
Column scattered(const Column& column, std::span<const std::uint32_t> rows);

// The id itself as a column of its entity table: row r is the entity of code r.
CategoricalColumn own_ids(const Vocabulary& keys);

// Adds a field and its column; `times` in place of the column where the role is `time`, unless they are withheld, which
// a note then says.
void add_field(Dataset& data, Field field, Column column, SharedSpan<double> times);

}  // namespace interplay
