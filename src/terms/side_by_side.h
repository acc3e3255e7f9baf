// The vectors of two tables side by side, as a block of one field: what networks read whose gates look at other vectors
// of the same fields (FinalMLP).
#pragma once

#include <memory>

#include "terms/term.h"

namespace interplay {

// `columns`: fields times numbers of a vector, of each of the tables.
std::unique_ptr<Term> side_by_side(std::size_t table, std::size_t columns, std::size_t second_table,
                                   std::size_t second_columns);

}  // namespace interplay
