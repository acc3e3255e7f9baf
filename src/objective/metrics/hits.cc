// Of lists: which rows are among the first k.
#include <algorithm>
#include <array>

#include "objective/metric_family.h"
#include "objective/weighted_mean.h"

namespace interplay {
namespace {

// P(none of the r relevant rows is among the first m of n rows in random order): C(n - r, m) / C(n, m).
double none_among(std::size_t n, std::size_t r, std::size_t m) {
  double chance = 1;
  for (std::size_t i = 0; i < m && chance > 0; ++i)
    chance *= static_cast<double>(n - r > i ? n - r - i : 0) / static_cast<double>(n - i);
  return chance;
}

// Expected number of relevant rows among the first k: a tie gives each of its places its share of them.
double hits(const RankedList& list, std::size_t k) {
  double sum = 0;
  std::size_t place = 0;
  for (const RankedList::Tie& tie : list.ties()) {
    if (place >= k) break;
    const std::size_t here = std::min(tie.rows, k - place);
    sum += static_cast<double>(tie.relevant) * static_cast<double>(here) / static_cast<double>(tie.rows);
    place += tie.rows;
  }
  return sum;
}

double precision(const RankedList& list, std::size_t k) {
  return list.relevant() > 0 ? hits(list, k) / static_cast<double>(k) : undefined_metric;
}

double recall(const RankedList& list, std::size_t k) {
  return list.relevant() > 0 ? hits(list, k) / static_cast<double>(list.relevant()) : undefined_metric;
}

double capped_recall(const RankedList& list, std::size_t k) {
  return list.relevant() > 0 ? hits(list, k) / static_cast<double>(std::min(k, list.relevant())) : undefined_metric;
}

double hit_rate(const RankedList& list, std::size_t k) {
  if (list.relevant() == 0) return undefined_metric;
  std::size_t place = 0;
  for (const RankedList::Tie& tie : list.ties()) {
    if (tie.relevant > 0) return place < k ? 1 - none_among(tie.rows, tie.relevant, std::min(tie.rows, k - place)) : 0;
    place += tie.rows;
  }
  return 0;
}

constexpr std::array hits_table = {
    ListMetric{"precision",
               "relevant rows among the first k of the list / k, also where the list is shorter; mean over lists",
               ListMetric::Cut::required, false, false, precision},
    ListMetric{"recall", "relevant rows among the first k of the list / all relevant rows of it; mean over lists",
               ListMetric::Cut::required, false, false, recall},
    ListMetric{
        "capped_recall",
        "relevant rows among the first k of the list / min(k, all relevant rows of it), so that 1 can be reached "
        "for any k; mean over lists",
        ListMetric::Cut::required, false, false, capped_recall},
    ListMetric{"hit_rate", "1 where a relevant row is among the first k of the list, else 0; mean over lists",
               ListMetric::Cut::required, false, false, hit_rate, "hr"},
};

}  // namespace

const MetricFamily& hits_metrics() {
  static constexpr MetricFamily family{.lists = hits_table};
  return family;
}

}  // namespace interplay
