#include "report/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace interplay::report {

std::string metric_label(std::string_view metric, std::string_view target) {
  if (metric == "penalized" && !target.empty()) return "loss with penalties per row";
  const bool linear = metric == "rmse" || metric == "mae";
  std::string label(metric);
  if (!linear && metric != "mse") return label;
  std::ranges::transform(label, label.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return target.empty() ? label : fmt::format("{} ({}{})", label, target, linear ? "" : "²");
}

}  // namespace interplay::report
