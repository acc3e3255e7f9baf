#include "data/text/numbers.h"

#include <fast_float/fast_float.h>

#include <cmath>

namespace interplay {
std::optional<double> parse_number(std::string_view cell) {
  if (const auto integer = parse_small_integer(cell)) return integer;
  if (cell.size() > 1 && cell[0] == '+' && cell[1] != '-' && cell[1] != '+') cell.remove_prefix(1);
  double value = 0;
  const auto [end, error] = fast_float::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc() || end != cell.data() + cell.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace interplay
