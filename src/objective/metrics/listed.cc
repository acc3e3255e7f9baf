// Of the first items of lists, whether or not they were relevant: how many different ones, how evenly, how well known,
// how alike.
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "objective/metric_family.h"
#include "objective/weighted_mean.h"

namespace interplay {
namespace {

std::span<const std::uint32_t> first_of(const FirstItems& first, std::size_t user, std::size_t k) {
  return std::span(first.lists[user]).subspan(0, std::min(k, first.lists[user].size()));
}

// How often every item is listed.
std::vector<std::size_t> listings(const FirstItems& first, std::span<const std::uint32_t> users, std::size_t k) {
  std::vector<std::size_t> counts(first.items, 0);
  for (const std::uint32_t user : users)
    for (const std::uint32_t item : first_of(first, user, k)) ++counts[item];
  return counts;
}

double coverage(const FirstItems& first, std::span<const std::uint32_t> users, std::size_t k) {
  const std::vector<std::size_t> counts = listings(first, users, k);
  const auto listed = counts.size() - static_cast<std::size_t>(std::ranges::count(counts, std::size_t{0}));
  return listed > 0 ? static_cast<double>(listed) / static_cast<double>(counts.size()) : undefined_metric;
}

// sum_i (2 i - n - 1) x_i / (n sum_i x_i) with x_1 <= ... <= x_n, which is half the mean |x_i - x_j| over the mean.
double gini(const FirstItems& first, std::span<const std::uint32_t> users, std::size_t k) {
  std::vector<std::size_t> counts = listings(first, users, k);
  std::ranges::sort(counts);
  const auto items = static_cast<double>(counts.size());
  double sum = 0, total = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    sum += (2 * static_cast<double>(i + 1) - items - 1) * static_cast<double>(counts[i]);
    total += static_cast<double>(counts[i]);
  }
  return total > 0 ? sum / (items * total) : undefined_metric;
}

double novelty(const FirstItems& first, std::size_t user, std::size_t k) {
  const auto items = first_of(first, user, k);
  if (items.empty() || first.training_users == 0) return undefined_metric;
  double sum = 0;
  for (const std::uint32_t item : items)
    sum += std::log2(static_cast<double>(first.training_users) / std::max(first.holders[item], 1u));
  return sum / static_cast<double>(items.size());
}

double diversity(const FirstItems& first, std::size_t user, std::size_t k) {
  const auto items = first_of(first, user, k);
  if (items.size() < 2) return undefined_metric;
  double sum = 0;
  for (std::size_t i = 1; i < items.size(); ++i) {
    const double* one = first.vectors.data() + items[i] * first.columns;
    for (std::size_t j = 0; j < i; ++j)
      sum += 1 - std::inner_product(one, one + first.columns, first.vectors.data() + items[j] * first.columns, 0.0);
  }
  return 2 * sum / static_cast<double>(items.size() * (items.size() - 1));
}

using Needs = FirstItemsMetric::Needs;
constexpr std::array listed_table = {
    FirstItemsMetric{"coverage",
                     "share of the items of the catalogue that are among the first k (10 without @k) of anybody's list",
                     Direction::maximize, Needs::lists, nullptr, coverage},
    FirstItemsMetric{"gini",
                     "Gini coefficient of how often each item of the catalogue is among the first k (10 without @k) of "
                     "a list: 0 if all are listed equally often, near 1 if a few fill the lists",
                     Direction::minimize, Needs::lists, nullptr, gini},
    FirstItemsMetric{"novelty",
                     "mean of -log2(share of training users who have the item) over the first k items (10 without @k) "
                     "of the list; an item that nobody has counts as if one had it; mean over lists",
                     Direction::maximize, Needs::training, novelty, nullptr},
    FirstItemsMetric{"diversity",
                     "mean of 1 - cosine over the pairs of the first k items (10 without @k) of the list, by the "
                     "model's vectors of items; mean over lists of two items or more",
                     Direction::maximize, Needs::vectors, diversity, nullptr},
};

}  // namespace

const MetricFamily& listed_metrics() {
  static constexpr MetricFamily family{.first = listed_table};
  return family;
}

}  // namespace interplay
