#include "interplay/metrics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "interplay/error.h"
#include "interplay/options.h"

namespace interplay {
namespace {

using Values = std::span<const float>;

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

double weight_of(Values weight, std::size_t row) { return weight.empty() ? 1.0 : static_cast<double>(weight[row]); }

double total_weight(Values weight, std::size_t rows) {
  if (weight.empty()) return static_cast<double>(rows);
  double total = 0;
  for (std::size_t row = 0; row < rows; ++row) total += static_cast<double>(weight[row]);
  return total;
}

// sum_r w_r f(p_r, y_r) / sum_r w_r, in order; NaN when the weights sum to 0.
template <class Function>
double weighted_mean(Values prediction, Values target, Values weight, Function f) {
  const double total = total_weight(weight, prediction.size());
  if (!(total > 0)) return undefined;
  double sum = 0;
  for (std::size_t row = 0; row < prediction.size(); ++row)
    sum += weight_of(weight, row) * f(static_cast<double>(prediction[row]), static_cast<double>(target[row]));
  return sum / total;
}

double mse(Values prediction, Values target, Values weight) {
  return weighted_mean(prediction, target, weight, [](double p, double y) { return (p - y) * (p - y); });
}

double rmse(Values prediction, Values target, Values weight) { return std::sqrt(mse(prediction, target, weight)); }

double mae(Values prediction, Values target, Values weight) {
  return weighted_mean(prediction, target, weight, [](double p, double y) { return std::abs(p - y); });
}

double mean_error(Values prediction, Values target, Values weight) {
  return weighted_mean(prediction, target, weight, [](double p, double y) { return p - y; });
}

double r2(Values prediction, Values target, Values weight) {
  const double mean = weighted_mean(prediction, target, weight, [](double, double y) { return y; });
  const double spread =
      weighted_mean(prediction, target, weight, [mean](double, double y) { return (y - mean) * (y - mean); });
  return spread > 0 ? 1 - mse(prediction, target, weight) / spread : undefined;
}

double logloss(Values prediction, Values target, Values weight) {
  return weighted_mean(prediction, target, weight, [](double p, double y) {
    const double q = std::clamp(p, 1e-7, 1 - 1e-7);
    return -y * std::log(q) - (1 - y) * std::log1p(-q);
  });
}

double accuracy(Values prediction, Values target, Values weight) {
  return weighted_mean(prediction, target, weight, [](double p, double y) { return (p >= 0.5) == (y >= 0.5); });
}

// Rows from the lowest prediction up. A run of equal predictions counts each of its (positive, negative)
// pairs as a half: the same as average ranks (Mann and Whitney 1947).
double auc(Values prediction, Values target, Values weight) {
  if (std::ranges::any_of(prediction, [](float p) { return std::isnan(p); })) return undefined;
  std::vector<std::uint32_t> order(prediction.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::stable_sort(order, {}, [&](std::uint32_t row) { return prediction[row]; });
  double positive = 0, negative = 0, concordant = 0;
  for (std::size_t first = 0, last = 0; first < order.size(); first = last) {
    double positive_here = 0, negative_here = 0;
    for (; last < order.size() && prediction[order[last]] == prediction[order[first]]; ++last) {
      const std::uint32_t row = order[last];
      (target[row] >= 0.5f ? positive_here : negative_here) += weight_of(weight, row);
    }
    concordant += positive_here * (negative + 0.5 * negative_here);
    positive += positive_here;
    negative += negative_here;
  }
  return positive > 0 && negative > 0 ? concordant / (positive * negative) : undefined;
}

constexpr std::array table = {
    Metric{"rmse", "root mean squared error: sqrt(sum w (p - y)^2 / sum w)", Direction::minimize, false, rmse},
    Metric{"mse", "mean squared error: sum w (p - y)^2 / sum w", Direction::minimize, false, mse},
    Metric{"mae", "mean absolute error: sum w |p - y| / sum w", Direction::minimize, false, mae},
    Metric{"bias",
           "mean error: sum w (p - y) / sum w; 0 is best, the sign tells predictions too high (+) or too low (-)",
           Direction::none, false, mean_error},
    Metric{"r2",
           "share of the target's variance that is explained: 1 - mse / variance of y; undefined for a constant "
           "target",
           Direction::maximize, false, r2},
    Metric{"logloss", "mean of -y log p - (1 - y) log(1 - p), natural logarithm, p limited to [1e-7, 1 - 1e-7]",
           Direction::minimize, true, logloss},
    Metric{"auc",
           "area under the ROC curve: the probability that a random 1 is scored above a random 0, ties counting "
           "one half; with weights, pairs count w_i w_j; undefined unless both classes occur",
           Direction::maximize, true, auc},
    Metric{"accuracy", "share of rows where p >= 0.5 agrees with y", Direction::maximize, true, accuracy},
};

}  // namespace

std::span<const Metric> metrics() { return table; }

const Metric& metric(std::string_view name) {
  for (const Metric& candidate : table)
    if (candidate.name == name) return candidate;
  std::vector<std::string_view> names;
  for (const Metric& candidate : table) names.push_back(candidate.name);
  std::string list;
  for (const std::string_view known : names) list += (list.empty() ? "" : ", ") + std::string(known);
  const std::string near = nearest(name, names);
  throw Error(Code::usage, "there is no metric '" + std::string(name) + "'",
              (near.empty() ? "" : "did you mean '" + near + "'? ") + ("choose one of " + list));
}

}  // namespace interplay
