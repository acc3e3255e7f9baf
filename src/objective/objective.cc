#include "objective/objective.h"

#include <algorithm>
#include <numeric>

namespace interplay {
namespace {

// The rows that count where only the hardest negative of a group does, in order.
std::vector<std::uint32_t> hardest_rows(const LossInput& rows) {
  std::vector<std::uint32_t> kept;
  for (std::uint32_t first = 0, last = 0; first < rows.rows(); first = last) {
    while (last < rows.rows() && rows.group[last] == rows.group[first]) ++last;
    float greatest = rows.target[first];
    for (std::uint32_t row = first; row < last; ++row) greatest = std::max(greatest, rows.target[row]);
    std::uint32_t hardest = last;
    for (std::uint32_t row = first; row < last; ++row)
      if (rows.target[row] < greatest && (hardest == last || rows.score[row] > rows.score[hardest])) hardest = row;
    for (std::uint32_t row = first; row < last; ++row)
      if (row == hardest || rows.target[row] == greatest) kept.push_back(row);
  }
  return kept;
}

template <class Item>
std::vector<Item> chosen(std::span<const Item> items, std::span<const std::uint32_t> rows) {
  std::vector<Item> result;
  if (items.empty()) return result;
  result.reserve(rows.size());
  for (const std::uint32_t row : rows) result.push_back(items[row]);
  return result;
}

// Some of the rows, in the given order.
struct Chosen {
  Chosen(const LossInput& all, std::span<const std::uint32_t> order)
      : score(chosen(all.score, order)),
        target(chosen(all.target, order)),
        weight(chosen(all.weight, order)),
        log_q(chosen(all.log_q, order)),
        group(chosen(all.group, order)),
        rows(all) {
    rows.score = score;
    rows.target = target;
    rows.weight = weight;
    rows.log_q = log_q;
    rows.group = group;
  }

  std::vector<float> score, target, weight, log_q;
  std::vector<std::uint32_t> group;
  LossInput rows;
};

}  // namespace

double Objective::loss_factor() const {
  double factor = 1;
  for (int power = 0; power < loss->unit_power(); ++power) factor *= target_scale.scale;
  return factor;
}

double Objective::total(const LossInput& rows) const {
  if (!grouped()) return evaluate(rows);
  std::vector<std::uint32_t> order(rows.rows());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::stable_sort(order, {}, [&](std::uint32_t row) { return rows.group[row]; });
  return evaluate(Chosen(rows, order).rows);
}

double Objective::evaluate_hardest(const LossInput& rows, std::span<float> gradient) const {
  std::ranges::fill(gradient, 0.0f);
  if (rows.target.empty()) return 0;
  const std::vector<std::uint32_t> kept = hardest_rows(rows);
  std::vector<float> slopes(gradient.empty() ? 0 : kept.size());
  const double sum = loss->evaluate(link, Chosen(rows, kept).rows, slopes);
  for (std::size_t i = 0; i < slopes.size(); ++i) gradient[kept[i]] = slopes[i];
  return sum;
}

std::pair<float, float> Objective::range() const {
  return target_scale.identity() ? std::pair(link.ends().low, link.ends().high) : target_range;
}

}  // namespace interplay
