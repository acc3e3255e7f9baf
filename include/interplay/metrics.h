// Metrics of predictions against targets.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace interplay {

enum class Direction { minimize, maximize, none };  // none: neither end is best

struct Metric {
  std::string_view name;        // "rmse"
  std::string_view definition;  // the formula and what happens at ties and edges, for people
  Direction direction;
  bool binary;  // needs targets of 0 and 1 and predictions that are probabilities
  // `weight` may be empty (all 1). Sums run in double and in order, so that results do not depend on threads.
  // NaN where undefined (no rows; AUC of a single class).
  double (*compute)(std::span<const float> prediction, std::span<const float> target, std::span<const float> weight);
};

std::span<const Metric> metrics();
// Throws Error(usage) for an unknown name, naming the nearest one.
const Metric& metric(std::string_view name);

// An error as people read it in tables: four decimals, 0.9412, where these tell it, else its digits: 0.0005724,
// 5.72e-05, 13000000. "-" for NaN.
std::string metric_text(double value);
// The deviation of such an error, with the decimals of the error where these tell it.
std::string deviation_text(double deviation, double error);

}  // namespace interplay
