// Whether the text of a cell is what its column expects.
#pragma once

#include <algorithm>
#include <string_view>

#include "data/text/numbers.h"
#include "read/parsed.h"

namespace interplay {

// Whether the cells of the column are parsed as numbers while the file is read.
inline bool is_number(const ColumnSpec& spec) { return spec.kind == Kind::numeric && spec.declared; }

inline bool is_missing(const ColumnSpec& spec, std::string_view cell) {
  if (!spec.missing_texts) return is_missing(cell);
  return cell.empty() || std::ranges::find(*spec.missing_texts, cell) != spec.missing_texts->end();
}

// Checks a cell. `number`: its value, NaN if it is missing (columns of numbers only). Returns false if the line is bad,
// with the reason in `bad`.
bool check_cell(const ColumnSpec& spec, std::string_view cell, double& number, BadLine& bad);

}  // namespace interplay
