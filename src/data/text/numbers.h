// Wing text: what a cell of text means, whatever the file around it. In: the bytes of a cell or of an archive's
// entry. Out: numbers, times, gaps, dictionaries of strings, and how large an unpacked text may grow. Readers call it,
// and the encoders, which meet the same cells in rows to be scored. It knows no files and no columns. Cells as numbers,
// times and gaps.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace interplay {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Empty, NA, NaN, nan, null, NULL or \N.
inline bool is_missing(std::string_view cell) {
  switch (cell.size()) {
    case 0:
      return true;
    case 2:
      return cell == "NA" || cell == "\\N";
    case 3:
      return cell == "NaN" || cell == "nan";
    case 4:
      return cell == "null" || cell == "NULL";
    default:
      return false;
  }
}

// At most 15 digits and nothing else: exact in a double, and by far the most common number in rating files.
inline std::optional<double> parse_small_integer(std::string_view cell) {
  if (cell.empty() || cell.size() > 15) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : cell) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return static_cast<double>(value);
}

// A finite decimal number: "4", "-3.5", "1e3", ".5", "+2". Not hexadecimal, not nan or inf, nothing around it.
std::optional<double> parse_number(std::string_view cell);

// The integer that an id stands for: written canonically, or so with a fraction of zeros, "3.0", as ids are that passed
// through a column of floats.
std::optional<std::int64_t> whole_id(std::string_view text);

}  // namespace interplay
