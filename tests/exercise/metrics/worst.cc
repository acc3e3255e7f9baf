#include <algorithm>
#include <array>
#include <cmath>

#include "objective/metric_family.h"

namespace interplay {
namespace {

double largest_error(std::span<const float> prediction, std::span<const float> target, std::span<const float>) {
  double largest = prediction.empty() ? std::nan("") : 0;
  for (std::size_t r = 0; r < prediction.size(); ++r)
    largest = std::max(largest, std::abs(static_cast<double>(prediction[r]) - static_cast<double>(target[r])));
  return largest;
}

double last_gain(const RankedList& list, std::size_t) {
  return list.rows() == 0 ? std::nan("") : list.ties().back().gain / static_cast<double>(list.ties().back().rows);
}

constexpr std::array of_rows = {
    Metric{"largest_error", "the largest |p - y| of all rows", Direction::minimize, false, largest_error}};
constexpr std::array of_lists = {ListMetric{"last_gain", "the gain of the last row of a list; mean over lists",
                                            ListMetric::Cut::none, true, false, last_gain}};

}  // namespace

const MetricFamily& worst_metrics() {
  static constexpr MetricFamily family{.rows = of_rows, .lists = of_lists};
  return family;
}

}  // namespace interplay
