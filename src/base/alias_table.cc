#include "base/alias_table.h"

#include <numeric>

namespace interplay {

AliasTable::AliasTable(std::span<const double> weights) : keep_(weights.size(), 1), alias_(weights.size()) {
  std::iota(alias_.begin(), alias_.end(), 0u);
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  const double mean = sum / static_cast<double>(weights.size());
  std::vector<double> left(weights.size());  // of each index, in columns
  std::vector<std::uint32_t> below, above;
  for (std::uint32_t i = 0; i < weights.size(); ++i) {
    left[i] = weights[i] / mean;
    (left[i] < 1 ? below : above).push_back(i);
  }
  while (!below.empty() && !above.empty()) {
    const std::uint32_t own = below.back(), other = above.back();
    below.pop_back();
    keep_[own] = left[own];
    alias_[own] = other;
    left[other] -= 1 - left[own];
    if (left[other] >= 1) continue;
    above.pop_back();
    below.push_back(other);
  }
  // Rounding may leave an index that fills its column but for an ulp: it keeps all of it. One of weight 0 always finds
  // a partner, since what is above a column in total exceeds what rounding can lose.
}

}  // namespace interplay
