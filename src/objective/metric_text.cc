#include <fmt/format.h>

#include <cmath>

#include "interplay/metrics.h"

namespace interplay {
namespace {

// Whether four decimals tell two digits of it at least, or all of it.
bool is_usual(double size) { return size == 0 || (size >= 0.01 && size < 1000); }

}  // namespace

std::string metric_text(double value) {
  const double size = std::abs(value);
  if (std::isnan(value)) return "-";
  if (is_usual(size)) return fmt::format("{:.4f}", value);
  if (size < 1) return fmt::format("{:.4g}", value);
  return size < 1e6 || size >= 1e15 ? fmt::format("{:.6g}", value) : fmt::format("{:.0f}", value);
}

std::string deviation_text(double deviation, double error) {
  const std::string text = fmt::format("{:.4f}", deviation);
  return is_usual(std::abs(error)) && text != "0.0000" ? text : metric_text(deviation);
}

}  // namespace interplay
