// Means over rows, for metrics.
#pragma once

#include <cstddef>
#include <limits>
#include <span>

namespace interplay {

using Values = std::span<const float>;

constexpr double undefined_metric = std::numeric_limits<double>::quiet_NaN();

inline double weight_of(Values weight, std::size_t row) {
  return weight.empty() ? 1.0 : static_cast<double>(weight[row]);
}

inline double total_weight(Values weight, std::size_t rows) {
  if (weight.empty()) return static_cast<double>(rows);
  double total = 0;
  for (std::size_t row = 0; row < rows; ++row) total += static_cast<double>(weight[row]);
  return total;
}

// sum_r w_r f(p_r, y_r) / sum_r w_r, in order; NaN if the weights sum to 0.
template <class Function>
double weighted_mean(Values prediction, Values target, Values weight, Function f) {
  const double total = total_weight(weight, prediction.size());
  if (!(total > 0)) return undefined_metric;
  double sum = 0;
  for (std::size_t row = 0; row < prediction.size(); ++row)
    sum += weight_of(weight, row) * f(static_cast<double>(prediction[row]), static_cast<double>(target[row]));
  return sum / total;
}

}  // namespace interplay
