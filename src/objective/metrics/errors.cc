// Of predictions that are numbers: how far they are from the targets.
#include <array>
#include <cmath>

#include "objective/metric_family.h"
#include "objective/weighted_mean.h"

namespace interplay {
namespace {

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
  return spread > 0 ? 1 - mse(prediction, target, weight) / spread : undefined_metric;
}

constexpr std::array errors_table = {
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
};

}  // namespace

const MetricFamily& errors_metrics() {
  static constexpr MetricFamily family{.rows = errors_table};
  return family;
}

}  // namespace interplay
