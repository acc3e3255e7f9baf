#include "recommend/diverse.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace interplay {

std::vector<std::size_t> diverse(std::span<const float> scores, std::span<const float> directions, std::size_t count,
                                 double weight) {
  const std::size_t pool = scores.size();
  if (pool == 0) return {};
  const std::size_t size = directions.size() / pool;
  const auto lowest = static_cast<double>(scores.back()), range = static_cast<double>(scores.front()) - lowest;
  std::vector<double> relevance(pool);
  for (std::size_t i = 0; i < pool; ++i)
    relevance[i] = range > 0 ? (static_cast<double>(scores[i]) - lowest) / range : 1.0;

  std::vector<double> nearest(pool, 0.0);
  std::vector<bool> taken(pool, false);
  std::vector<std::size_t> chosen;
  while (chosen.size() < std::min(count, pool)) {
    std::size_t best = pool;
    double best_value = -std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < pool; ++i) {
      const double value = (1 - weight) * relevance[i] - weight * nearest[i];
      if (taken[i] || !(value > best_value)) continue;
      best = i;
      best_value = value;
    }
    const bool first = chosen.empty();
    chosen.push_back(best);
    taken[best] = true;
    const std::span<const float> added = directions.subspan(best * size, size);
    for (std::size_t i = 0; i < pool; ++i) {
      const auto other = directions.subspan(i * size, size);
      const double similarity = std::inner_product(added.begin(), added.end(), other.begin(), 0.0);
      nearest[i] = first ? similarity : std::max(nearest[i], similarity);
    }
  }
  return chosen;
}

}  // namespace interplay
