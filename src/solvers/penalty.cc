#include "solvers/penalty.h"

#include <algorithm>
#include <cmath>
#include <variant>

namespace interplay {
namespace {

std::vector<std::uint32_t> touch_counts(const Problem& problem, const FieldView& view, std::size_t rows) {
  std::vector<std::uint32_t> counts(rows, 0);
  if (const auto* categorical = std::get_if<CategoricalColumn>(view.column)) {
    for (const std::uint32_t row : problem.rows) ++counts[categorical->codes[view.row(row)]];
  } else if (const auto* multi = std::get_if<MultiColumn>(view.column)) {
    for (const std::uint32_t row : problem.rows) {
      const Bag bag = bag_of(*multi, *view.field, view.row(row));
      for (std::uint64_t i = bag.first; i < bag.last; ++i) ++counts[multi->codes[i]];
      counts.back() += static_cast<std::uint32_t>(bag.padding);
    }
  }
  return counts;
}

}  // namespace

double l2_coefficient(const TrainOptions& options, Penalty penalty) {
  switch (penalty) {
    case Penalty::none:
      return 0;
    case Penalty::linear:
      return options.l2 + options.l2_linear;
    case Penalty::factors:
      return options.l2 + options.l2_factors;
    case Penalty::kernel:
      return options.l2_kernel;
  }
  return 0;
}

std::vector<float> row_penalties(const Problem& problem, const Embedding& table, std::size_t slot) {
  const Embedding::Slot& s = table.slots()[slot];
  const TensorSpec& spec = problem.plan.specs()[s.tensor];
  const double coefficient = l2_coefficient(problem.options, spec.penalty);
  std::vector<float> penalties(spec.rows, static_cast<float>(coefficient));
  if (s.kind == Kind::numeric) {
    if (spec.rows == 2) penalties[1] = 0;
    return penalties;
  }
  const double power = problem.options.l2_count_power;
  if (coefficient == 0 || power == 0) return penalties;
  const std::vector<std::uint32_t> counts = touch_counts(problem, problem.fields[s.input], spec.rows);
  double total = 0, touched = 0;
  for (const std::uint32_t count : counts) {
    total += count;
    touched += count > 0;
  }
  const double mean = total / std::max(touched, 1.0);
  for (std::size_t row = 0; row < spec.rows; ++row)
    penalties[row] = static_cast<float>(coefficient * std::pow(std::max<double>(counts[row], 1) / mean, -power));
  return penalties;
}

}  // namespace interplay
