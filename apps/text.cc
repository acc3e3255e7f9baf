#include "text.h"

#include <algorithm>
#include <cmath>
#include <ctime>

#include <fmt/format.h>

namespace interplay::cli {
namespace {

// Seconds since 1970 between 1973 and 2286; other numbers are of some other clock.
bool is_date(double value) { return value >= 1e8 && value < 1e10; }

constexpr std::size_t gap = 2;  // between the columns of a table

std::string date_of(double seconds) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  ::gmtime_r(&time, &parts);
  return fmt::format("{:04}-{:02}-{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

}  // namespace

std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string padded(std::string_view text, std::size_t width, bool right) {
  const std::size_t used = columns_of(text);
  const std::string space(width > used ? width - used : 0, ' ');
  return right ? space + std::string(text) : std::string(text) + space;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines(1);
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    if (!lines.back().empty() && columns_of(lines.back()) + 1 + columns_of(word) > width) lines.emplace_back();
    if (!lines.back().empty()) lines.back() += ' ';
    lines.back() += word;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

// A cell in lines, which do not end within a shape such as "4 x 32".
std::vector<std::string> broken(std::string cell, std::size_t width) {
  constexpr std::string_view spaced = " x ", kept = "\x01x\x01";
  replace_all(cell, spaced, kept);
  std::vector<std::string> lines = wrapped(cell, width);
  for (std::string& line : lines) replace_all(line, kept, spaced);
  return lines;
}

}  // namespace

Table::Table(std::vector<std::string> headings) {
  for (std::string& heading : headings) {
    right_.push_back(heading.starts_with('>'));
    if (right_.back()) heading.erase(0, 1);
    heading = printable(heading);
  }
  rows_.push_back(std::move(headings));
}

void Table::row(std::vector<std::string> cells) {
  cells.resize(right_.size());
  for (std::string& cell : cells) cell = printable(cell);
  rows_.push_back(std::move(cells));
}

std::vector<std::size_t> Table::widths(std::size_t total) const {
  std::vector<std::size_t> widths(right_.size(), 0), least(right_.size(), 0);
  for (const auto& row : rows_)
    for (std::size_t c = 0; c < row.size(); ++c) {
      widths[c] = std::max(widths[c], columns_of(row[c]));
      for (const std::string& word : broken(row[c], 1)) least[c] = std::max(least[c], columns_of(word));
    }
  std::size_t used = gap * (widths.size() - 1);
  for (const std::size_t one : widths) used += one;
  for (; used > total; --used) {
    std::size_t widest = widths.size();
    for (std::size_t c = 0; c < widths.size(); ++c)
      if (widths[c] > least[c] && (widest == widths.size() || widths[c] >= widths[widest])) widest = c;
    if (widest == widths.size()) break;
    --widths[widest];
  }
  return widths;
}

std::string Table::text(std::size_t width) const {
  const std::vector<std::size_t> columns = widths(width);
  std::string text;
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    std::vector<std::vector<std::string>> cells;
    std::size_t height = 1;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const std::string& cell = rows_[r][c];
      cells.push_back(columns_of(cell) <= columns[c] ? std::vector{cell} : broken(cell, columns[c]));
      height = std::max(height, cells.back().size());
    }
    for (std::size_t i = 0; i < height; ++i) {
      std::string line;
      for (std::size_t c = 0; c < columns.size(); ++c) {
        const std::size_t above = r == 0 ? height - cells[c].size() : 0;  // headings stand on the rows below them
        const bool any = i >= above && i - above < cells[c].size();
        line += padded(any ? cells[c][i - above] : "", columns[c], right_[c]) + std::string(gap, ' ');
      }
      line.erase(line.find_last_not_of(' ') + 1);
      text += line + "\n";
    }
  }
  return text;
}

std::string in_seconds(double seconds) {
  if (seconds < 60) return fmt::format("{:.3f} s", seconds);
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

std::string significant(double value) { return fmt::format("{:.6g}", value); }

std::string time_range(double first, double last) {
  if (is_date(first) && is_date(last)) return date_of(first) + " to " + date_of(last);
  return short_number(first) + " to " + short_number(last);
}

std::string sparkline(std::span<const double> values, std::size_t width) {
  constexpr std::string_view blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  double low = INFINITY, high = -INFINITY;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  std::string line;
  const std::size_t count = std::min(width, values.size());
  for (std::size_t i = 0; i < count; ++i) {
    const double value = values[i * values.size() / count];
    if (!std::isfinite(value)) {
      line += ' ';
      continue;
    }
    const double height = high > low ? (value - low) / (high - low) : 0.5;
    line += blocks[static_cast<std::size_t>(std::lround(height * 7))];
  }
  return line;
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

}  // namespace interplay::cli
