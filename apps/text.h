// Text for people: tables, wrapped paragraphs, numbers.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "interplay/metrics.h"
#include "interplay/text.h"

namespace interplay::cli {

// Columns on a terminal, counting one for each code point.
std::size_t columns_of(std::string_view text);
std::string padded(std::string_view text, std::size_t width, bool right = false);
// Lines of at most `width` columns, broken at spaces; a longer word stays whole.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

// A table without rules. Headings that start with '>' are of columns aligned to the right. Where the table would be
// wider than `width`, the widest cells are broken at spaces, headings as well. Cells are made printable.
class Table {
 public:
  explicit Table(std::vector<std::string> headings);
  void row(std::vector<std::string> cells);
  std::string text(std::size_t width) const;

 private:
  std::vector<std::size_t> widths(std::size_t total) const;
  std::vector<bool> right_;
  std::vector<std::vector<std::string>> rows_;
};

std::string in_seconds(double seconds);  // 0.012 s, 3:05
std::string significant(double value);   // 6 significant digits
using interplay::metric_text;            // 0.9412
// Dates where the numbers are seconds since 1970, else the numbers.
std::string time_range(double first, double last);
// The course of a value in one line of block characters, at most `width` of them.
std::string sparkline(std::span<const double> values, std::size_t width);

// A cell of a CSV file, quoted where it must be.
std::string csv_cell(const std::string& text);

}  // namespace interplay::cli
