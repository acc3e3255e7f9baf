#include "data/text/numbers.h"

#include <fast_float/fast_float.h>

#include <chrono>
#include <cmath>
#include <cstdint>

namespace interplay {
namespace {

// At most 15 digits and nothing else: exact in a double, and by far the most common number in rating files.
std::optional<double> parse_small_integer(std::string_view cell) {
  if (cell.empty() || cell.size() > 15) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : cell) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return static_cast<double>(value);
}

// Reads `count` digits and then `after` (0: nothing) from the front of `text`.
std::optional<int> take_digits(std::string_view& text, std::size_t count, char after) {
  if (text.size() < count + (after != 0)) return std::nullopt;
  const auto value = parse_small_integer(text.substr(0, count));
  if (!value || (after != 0 && text[count] != after)) return std::nullopt;
  text.remove_prefix(count + (after != 0));
  return static_cast<int>(*value);
}

// "12:30", "12:30:59" or "12:30:59.5" as seconds.
std::optional<double> parse_clock(std::string_view text) {
  const auto hour = take_digits(text, 2, ':');
  if (!hour || *hour > 23) return std::nullopt;
  const auto minute = take_digits(text, 2, 0);
  if (!minute || *minute > 59) return std::nullopt;
  double second = 0;
  if (!text.empty()) {
    if (text.size() < 3 || text[0] != ':' || text[1] < '0' || text[1] > '6') return std::nullopt;
    const auto value = parse_number(text.substr(1));
    if (!value || *value > 60) return std::nullopt;
    second = *value;
  }
  return *hour * 3600.0 + *minute * 60.0 + second;
}

}  // namespace

std::optional<double> parse_number(std::string_view cell) {
  if (const auto integer = parse_small_integer(cell)) return integer;
  if (cell.size() > 1 && cell[0] == '+' && cell[1] != '-' && cell[1] != '+') cell.remove_prefix(1);
  double value = 0;
  const auto [end, error] = fast_float::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc() || end != cell.data() + cell.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<double> parse_time(std::string_view cell) {
  if (const auto number = parse_number(cell)) return number;
  const auto year = take_digits(cell, 4, '-');
  if (!year) return std::nullopt;
  const auto month = take_digits(cell, 2, '-');
  if (!month) return std::nullopt;
  const auto day = take_digits(cell, 2, 0);
  if (!day) return std::nullopt;
  using namespace std::chrono;
  const year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                            std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  const double midnight = static_cast<double>(sys_days(date).time_since_epoch().count()) * 86400.0;
  if (cell.empty()) return midnight;
  if (cell[0] != ' ' && cell[0] != 'T') return std::nullopt;
  cell.remove_prefix(1);
  if (cell.ends_with('Z')) cell.remove_suffix(1);
  const auto clock = parse_clock(cell);
  if (!clock) return std::nullopt;
  return midnight + *clock;
}

}  // namespace interplay
