#include "report/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <iterator>
#include <string_view>

#include "interplay/metrics.h"
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

std::string brief(double value) {
  if (std::isnan(value)) return "-";
  const bool whole = std::abs(value) >= 1e4 && std::abs(value) < 1e9;
  return whole ? fmt::format("{:.0f}", value) : fmt::format("{:.4g}", value);
}

std::string exact(double value) { return metric_text(value); }

std::string metric_label(std::string_view metric, std::string_view target) {
  if (metric == "penalized" && !target.empty()) return "loss with penalties per row";
  const bool linear = metric == "rmse" || metric == "mae";
  std::string label(metric);
  if (!linear && metric != "mse") return label;
  std::ranges::transform(label, label.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return target.empty() ? label : fmt::format("{} ({}{})", label, target, linear ? "" : "²");
}

}  // namespace interplay::report
