#include "calibration_text.h"

#include <fmt/format.h>

#include <vector>

#include "interplay/metrics.h"
#include "text.h"

namespace interplay::cli {

std::string calibration_text(const Model& model) {
  const auto info = model.calibration();
  if (!info) return "";
  if (info->method == "kept_negatives")
    return fmt::format("probabilities are corrected for training on {} with a share of {} of those with target 0\n",
                       counted(info->rows, "row"), model.options().keep_negatives);
  const bool intervals = info->method == "conformal";
  std::string text = "calibrated by " + info->method;
  if (intervals)
    text += info->spread == "constant" ? ", intervals of constant width"
            : info->spread == "ids"    ? ", intervals by user and item"
                                       : ", intervals of the draws";
  std::vector<std::string> changes;
  for (std::size_t i = 0; i < info->after.size(); ++i) {
    const auto& [name, after] = info->after[i];
    const std::string from = i < info->before.size() ? metric_text(info->before[i].second) + " to " : "";
    changes.push_back(fmt::format("{} {}{}", name, from, metric_text(after)));
  }
  const std::string measured = info->checked_on == "fifths" ? "each fifth by the other four"
                               : info->checked_on == "rows"
                                   ? "measured on " + counted(info->checked_rows, "other row")
                                   : "measured on the rows that it was fitted to, which tells nothing of others";
  return text + fmt::format(" on {}; {}{} ({})\n", counted(info->rows, "row"), intervals ? "of 0.9, " : "",
                            fmt::join(changes, ", "), measured);
}

}  // namespace interplay::cli
