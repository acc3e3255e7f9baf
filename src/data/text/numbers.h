// Wing text: what a cell of text means, whatever the file around it. In: the bytes of a cell or of an archive's
// entry. Out: numbers, times, gaps, dictionaries of strings, and how large an unpacked text may grow. Readers call it,
// and the encoders, which meet the same cells in rows to be scored. It knows no files and no columns. Cells as numbers,
// times and gaps.
#pragma once

#include <optional>
#include <string_view>

namespace interplay {

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

// A finite decimal number: "4", "-3.5", "1e3", ".5", "+2". Not hexadecimal, not nan or inf, nothing around it.
std::optional<double> parse_number(std::string_view cell);

// A number, or a date "2024-02-29" with an optional time "12:30", "12:30:59", "12:30:59.5" after a space or T and an
// optional final Z, as seconds since 1970 in UTC.
std::optional<double> parse_time(std::string_view cell);

}  // namespace interplay
