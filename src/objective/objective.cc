#include "objective/objective.h"

#include <algorithm>
#include <numeric>

namespace interplay {

double Objective::loss_factor() const {
  double factor = 1;
  for (int power = 0; power < loss->unit_power(); ++power) factor *= target_scale.scale;
  return factor;
}

double Objective::total(const LossInput& rows) const {
  if (!loss->grouped()) return evaluate(rows);
  std::vector<std::uint32_t> order(rows.rows());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::stable_sort(order, {}, [&](std::uint32_t row) { return rows.group[row]; });
  const auto ordered = [&](const auto& items) {
    std::vector<std::remove_cvref_t<decltype(items[0])>> result;
    for (std::size_t i = 0; i < order.size() && !items.empty(); ++i) result.push_back(items[order[i]]);
    return result;
  };
  const auto score = ordered(rows.score), target = ordered(rows.target), weight = ordered(rows.weight);
  const auto group = ordered(rows.group);
  LossInput side_by_side = rows;
  side_by_side.score = score;
  side_by_side.target = target;
  side_by_side.weight = weight;
  side_by_side.group = group;
  return evaluate(side_by_side);
}

std::pair<float, float> Objective::range() const {
  return target_scale.identity() ? std::pair(link.ends().low, link.ends().high) : target_range;
}

}  // namespace interplay
