// Of lists: where in the order the relevant rows are.
#include <algorithm>
#include <array>
#include <cmath>

#include "objective/metric_family.h"
#include "objective/weighted_mean.h"

namespace interplay {
namespace {

double discount(std::size_t place) { return 1 / std::log2(static_cast<double>(place) + 1); }

// Expected value over the orders of a tie: each of its places has the tie's mean gain.
double ndcg(const RankedList& list, std::size_t k) {
  double best = 0, sum = 0;
  for (std::size_t i = 0; i < std::min(k, list.ideal().size()); ++i)
    best += static_cast<double>(list.ideal()[i]) * discount(i + 1);
  if (!(best > 0)) return undefined_metric;
  std::size_t place = 0;
  for (const RankedList::Tie& tie : list.ties()) {
    if (place >= k) break;
    double discounts = 0;
    for (std::size_t i = place; tie.gain > 0 && i < std::min(place + tie.rows, k); ++i) discounts += discount(i + 1);
    sum += tie.gain / static_cast<double>(tie.rows) * discounts;
    place += tie.rows;
  }
  return sum / best;
}

// Place j of a tie of n rows, r of them relevant, after h relevant ones: a relevant row is there with probability r /
// n, and then expects (j - 1)(r - 1) / (n - 1) relevant ones of the tie before it.
double map(const RankedList& list, std::size_t k) {
  if (list.relevant() == 0) return undefined_metric;
  double sum = 0, before = 0;
  std::size_t place = 0;
  for (const RankedList::Tie& tie : list.ties()) {
    const auto n = static_cast<double>(tie.rows), r = static_cast<double>(tie.relevant);
    for (std::size_t j = 0; j < tie.rows && place + j < k && tie.relevant > 0; ++j) {
      const double others = tie.rows > 1 ? static_cast<double>(j) * (r - 1) / (n - 1) : 0;
      sum += r / n * (before + 1 + others) / static_cast<double>(place + j + 1);
    }
    before += r;
    place += tie.rows;
  }
  return sum / static_cast<double>(std::min(k, list.relevant()));
}

// In the first tie with a relevant row, place j is the first relevant one with probability
// (1 - r/n) (1 - r/(n-1)) ... r / (n - j + 1).
double mrr(const RankedList& list, std::size_t k) {
  if (list.relevant() == 0) return undefined_metric;
  std::size_t place = 0;
  for (const RankedList::Tie& tie : list.ties()) {
    if (tie.relevant == 0) {
      place += tie.rows;
      continue;
    }
    double sum = 0, none_yet = 1;
    for (std::size_t j = 0; j + tie.relevant <= tie.rows && place + j < k; ++j) {
      const auto left = static_cast<double>(tie.rows - j), relevant = static_cast<double>(tie.relevant);
      sum += none_yet * (relevant / left) / static_cast<double>(place + j + 1);
      none_yet *= 1 - relevant / left;
    }
    return sum;
  }
  return 0;
}

// Pairs of a tie count one half, which is also their expected value.
double gauc(const RankedList& list, std::size_t) {
  const std::size_t relevant = list.relevant(), others = list.rows() - relevant;
  if (relevant == 0 || others == 0) return undefined_metric;
  double concordant = 0;
  std::size_t below = others;  // not relevant, and behind what has been seen
  for (const RankedList::Tie& tie : list.ties()) {
    const std::size_t others_here = tie.rows - tie.relevant;
    below -= others_here;
    concordant +=
        static_cast<double>(tie.relevant) * (static_cast<double>(below) + 0.5 * static_cast<double>(others_here));
  }
  return concordant / (static_cast<double>(relevant) * static_cast<double>(others));
}

constexpr std::array orders_table = {
    ListMetric{"ndcg",
               "normalised discounted cumulative gain: sum of gain / log2(place + 1) over the list's first k rows (all "
               "without @k), divided by the same for the best order; the gain is the target; where --relevant "
               "is given, 1 for relevant rows and 0 for others; mean over lists",
               ListMetric::Cut::optional, true, false, ndcg},
    ListMetric{"map",
               "mean average precision: sum over the relevant rows among the first k (all without @k) of the share of "
               "relevant rows up to their place, divided by min(k, relevant rows of the list); mean over lists",
               ListMetric::Cut::optional, false, false, map},
    ListMetric{
        "mrr",
        "mean reciprocal rank: 1 / place of the first relevant row, 0 where it is not among the first k (without "
        "@k it always is); mean over lists",
        ListMetric::Cut::optional, false, false, mrr},
    ListMetric{
        "auc",
        "AUC by list: the probability that a random relevant row of a list is scored above a random other row of "
        "it, equal scores counting one half; mean over lists that have both (without lists: see auc of rows)",
        ListMetric::Cut::none, false, false, gauc},
    ListMetric{
        "gauc",
        "AUC by group: the probability that a random relevant row of a list is scored above a random other row of "
        "it; mean over lists that have both, each weighted by its rows",
        ListMetric::Cut::none, false, true, gauc},
};

}  // namespace

const MetricFamily& orders_metrics() {
  static constexpr MetricFamily family{.lists = orders_table};
  return family;
}

}  // namespace interplay
