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

// Larger numbers of seconds since 1970, from the year 11476 on, count something else.
inline constexpr double latest_time = 3e11;

// Any cell; the usual ones need not come here.
bool check_any_cell(const ColumnSpec& spec, std::string_view cell, double& number, BadLine& bad);

// Checks a cell. `number`: its value, NaN if it is missing (columns of numbers only). Returns false if the line is bad,
// with the reason in `bad`. Most cells begin with a digit, as no usual text for a missing value does, and most numbers
// are digits alone.
inline bool check_cell(const ColumnSpec& spec, std::string_view cell, double& number, BadLine& bad) {
  if (!spec.needed && !is_number(spec)) return true;
  if (!spec.missing_texts && !cell.empty() && is_digit(cell[0])) {
    if (!is_number(spec)) return true;
    const auto small = spec.reading ? std::nullopt : parse_small_integer(cell);
    if (small && *small <= latest_time) {
      number = *small;
      return true;
    }
  }
  return check_any_cell(spec, cell, number, bad);
}

}  // namespace interplay
