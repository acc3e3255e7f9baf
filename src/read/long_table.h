// Joined tables with one row a value: several rows of an entity.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "interplay/dataset.h"

namespace interplay {

// The rows of a table by the entity that they are of.
struct RowsOfEntities {
  std::vector<std::uint64_t> first{0};  // of entity e: rows[first[e]] to rows[first[e + 1]]
  std::vector<std::uint32_t> rows;
};

// Whether so many rows of so many entities are values rather than lines by accident: they say that there are lists.
bool are_lists(std::size_t rows, std::size_t entities);

// `codes`: of every row, its entity; 0: of none.
RowsOfEntities rows_of_entities(std::span<const std::uint32_t> codes, std::size_t entities);

// Whether all rows of every entity hold the same in this column; missing cells do not count.
bool agree(const Column& column, const RowsOfEntities& rows);

// Of every entity, what its rows hold in a column of categories or bags, each value once.
MultiColumn gathered_bags(const Column& column, const RowsOfEntities& rows);
// Of every entity, the first number that is not missing.
NumericColumn first_numbers(const NumericColumn& column, const RowsOfEntities& rows);

}  // namespace interplay
