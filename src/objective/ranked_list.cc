#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "interplay/metrics.h"

namespace interplay {

RankedList::RankedList(std::span<const float> scores, std::span<const float> gains) {
  if (std::ranges::any_of(scores, [](float score) { return std::isnan(score); })) return;
  std::vector<std::uint32_t> order(scores.size());
  std::iota(order.begin(), order.end(), 0u);
  // By gain within a tie, so that sums of gains do not depend on where rows stand.
  std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) {
    return scores[a] != scores[b] ? scores[a] > scores[b] : gains[a] < gains[b];
  });
  for (std::size_t first = 0, last = 0; first < order.size(); first = last) {
    Tie tie;
    for (; last < order.size() && scores[order[last]] == scores[order[first]]; ++last) {
      const float gain = gains[order[last]];
      tie.gain += static_cast<double>(gain);
      if (gain > 0) ++tie.relevant;
    }
    tie.rows = last - first;
    relevant_ += tie.relevant;
    ties_.push_back(tie);
  }
  rows_ = gains.size();
  set_ideal({gains.begin(), gains.end()});
}

RankedList::RankedList(std::vector<Tie> ties, std::vector<float> gains) : ties_(std::move(ties)) {
  for (const Tie& tie : ties_) {
    rows_ += tie.rows;
    relevant_ += tie.relevant;
  }
  set_ideal(std::move(gains));
}

void RankedList::set_ideal(std::vector<float> gains) {
  std::erase_if(gains, [](float gain) { return !(gain > 0); });
  std::ranges::sort(gains, std::greater<>());
  ideal_ = std::move(gains);
}

double over_lists(const ListMetric& metric, std::span<const RankedList> lists, std::size_t k) {
  double sum = 0, total = 0;
  for (const RankedList& list : lists) {
    const double value = metric.compute(list, k);
    if (std::isnan(value)) continue;
    const double weight = metric.by_rows ? static_cast<double>(list.rows()) : 1;
    sum += weight * value;
    total += weight;
  }
  return total > 0 ? sum / total : std::nan("");
}

}  // namespace interplay
