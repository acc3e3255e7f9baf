#include "data/text/numbers.h"

#include <fast_float/fast_float.h>

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

}  // namespace

std::optional<double> parse_number(std::string_view cell) {
  if (const auto integer = parse_small_integer(cell)) return integer;
  if (cell.size() > 1 && cell[0] == '+' && cell[1] != '-' && cell[1] != '+') cell.remove_prefix(1);
  double value = 0;
  const auto [end, error] = fast_float::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc() || end != cell.data() + cell.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace interplay
