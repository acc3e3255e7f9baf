// Of predictions that are probabilities of 1.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include "objective/metric_family.h"
#include "objective/reliability.h"
#include "objective/weighted_mean.h"

namespace interplay {
namespace {

double logloss(Values prediction, Values target, Values weight) {
  return weighted_mean(prediction, target, weight, [](double p, double y) {
    const double q = std::clamp(p, 1e-7, 1 - 1e-7);
    return -y * std::log(q) - (1 - y) * std::log1p(-q);
  });
}

double normalized_entropy(Values prediction, Values target, Values weight) {
  const double rate = weighted_mean(prediction, target, weight, [](double, double y) { return y; });
  if (!(rate > 0 && rate < 1)) return undefined_metric;
  return logloss(prediction, target, weight) / (-rate * std::log(rate) - (1 - rate) * std::log1p(-rate));
}

double accuracy(Values prediction, Values target, Values weight) {
  return weighted_mean(prediction, target, weight, [](double p, double y) { return (p >= 0.5) == (y >= 0.5); });
}

// Rows from the lowest prediction up. A run of equal predictions counts each of its (positive, negative)
// pairs as a half: the same as average ranks (Mann and Whitney 1947).
double auc(Values prediction, Values target, Values weight) {
  if (std::ranges::any_of(prediction, [](float p) { return std::isnan(p); })) return undefined_metric;
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
  return positive > 0 && negative > 0 ? concordant / (positive * negative) : undefined_metric;
}

double brier(Values prediction, Values target, Values weight) {
  return weighted_mean(prediction, target, weight, [](double p, double y) { return (p - y) * (p - y); });
}

double expected_calibration_error(Values prediction, Values target, Values weight) {
  if (std::ranges::any_of(prediction, [](float p) { return std::isnan(p); })) return undefined_metric;
  double gaps = 0, total = 0;
  for (const ReliabilityBin& bin : reliability_bins(prediction, target, weight)) {
    if (!(bin.weight > 0)) continue;
    gaps += bin.weight * std::abs(bin.observed - bin.predicted);
    total += bin.weight;
  }
  return total > 0 ? gaps / total : undefined_metric;
}

constexpr std::array probabilities_table = {
    Metric{"logloss", "mean of -y log p - (1 - y) log(1 - p), natural logarithm, p limited to [1e-7, 1 - 1e-7]",
           Direction::minimize, true, logloss},
    Metric{"ne",
           "normalised entropy: logloss / that of predicting the share of ones in the rows for each of them (He et al. "
           "2014); undefined unless both classes occur",
           Direction::minimize, true, normalized_entropy},
    Metric{"auc",
           "area under the ROC curve: the probability that a random 1 is scored above a random 0, ties counting "
           "one half; with weights, pairs count w_i w_j; undefined unless both classes occur",
           Direction::maximize, true, auc},
    Metric{"accuracy", "share of rows where p >= 0.5 agrees with y", Direction::maximize, true, accuracy},
    Metric{"brier", "Brier score: sum w (p - y)^2 / sum w", Direction::minimize, true, brier},
    Metric{"ece",
           "expected calibration error: over 15 bins of p of equal width, the mean of |mean y - mean p| of a bin, each "
           "bin counting with the weight of its rows",
           Direction::minimize, true, expected_calibration_error},
};

}  // namespace

const MetricFamily& probabilities_metrics() {
  static constexpr MetricFamily family{.rows = probabilities_table};
  return family;
}

}  // namespace interplay
