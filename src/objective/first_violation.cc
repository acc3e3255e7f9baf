#include "objective/first_violation.h"

#include "objective/rank_weight.h"

namespace interplay {

double first_violation(const LossInput& rows, std::size_t better, std::size_t first, std::size_t last,
                       std::span<float> gradient) {
  const std::uint32_t items = rows.items > 0 ? rows.items : static_cast<std::uint32_t>(last - first);
  std::uint32_t tries = 0;
  for (std::size_t worse = first; worse < last; ++worse) {
    if (!(rows.target[better] > rows.target[worse])) continue;
    ++tries;
    const double margin = 1 - static_cast<double>(rows.score[better]) + static_cast<double>(rows.score[worse]);
    if (!(margin > 0)) continue;
    const double slope = rows.weight_of(better) * rank_weight(items, tries);
    if (!gradient.empty()) {
      gradient[better] -= static_cast<float>(rows.scale * slope);
      gradient[worse] += static_cast<float>(rows.scale * slope);
    }
    return slope * margin;
  }
  return 0;
}

}  // namespace interplay
