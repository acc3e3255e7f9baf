// Columns made by crossing two others: one category for each combination of their values.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "data/batch.h"
#include "interplay/dataset.h"

namespace interplay {

// Adds a field "a*b" for each of `crosses` to encoded data. Crossed with a bag, a column becomes a bag. Features of one
// entity are crossed in its table, all others for every interaction. The vocabulary holds the combinations, as "a*b",
// that `rows` of the interactions show (of an entity's table: the rows that they refer to).
// Throws Error(usage) for a name that is no input of the data, listing those that are, and for numeric columns.
void add_crossed(Dataset& data, const std::vector<std::string>& crosses, std::span<const std::uint32_t> rows);

// The column of a crossed field by its vocabulary, from views of the two fields that it is made of.
Column crossed_column(const Field& field, const FieldView& a, const FieldView& b, std::size_t rows);

}  // namespace interplay
