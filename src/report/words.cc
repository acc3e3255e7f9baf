#include "report/words.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <string_view>

#include "report/axis.h"

namespace interplay::report {

std::string grouped(std::uint64_t count) { return tick_label(static_cast<double>(count), 0); }

std::string in_bytes(std::uint64_t bytes) {
  constexpr std::string_view units[] = {"bytes", "kB", "MB", "GB", "TB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 1000 && unit + 1 < std::size(units); ++unit) value /= 1000;
  return unit == 0 ? fmt::format("{} bytes", bytes) : fmt::format("{:.3g} {}", value, units[unit]);
}

std::string brief(double value) { return std::isnan(value) ? "-" : fmt::format("{:.4g}", value); }

std::string exact(double value) { return std::isnan(value) ? "-" : fmt::format("{:.4f}", value); }

}  // namespace interplay::report
