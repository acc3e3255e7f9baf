#include "solvers/gradient/penalty.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <variant>

#include "solvers/gradient/linear_fit.h"

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

// If the training rows decide the penalty, no step of it alone takes more than half of a parameter.
double most_penalty(const Problem& problem) {
  if (problem.linear == nullptr) return std::numeric_limits<double>::infinity();
  return 0.25 / std::max(problem.options.learning_rate, 1e-12);
}

// lambda_f / n for a category with n rows: over an epoch every weight is penalised by lambda_f w^2. The logistic loss
// has half the curvature of a square.
std::vector<float> fitted_penalties(const Problem& problem, const Embedding::Slot& slot, std::size_t number) {
  const TensorSpec& spec = problem.plan.specs()[slot.tensor];
  const double lambda = problem.linear->fields[number].penalty * (problem.plan.objective().binary() ? 0.5 : 1);
  const double most = most_penalty(problem) / problem.options.linear_rate;
  std::vector<float> penalties(spec.rows, 0.0f);
  const std::vector<std::uint32_t> counts = touch_counts(problem, problem.fields[slot.input], spec.rows);
  const auto rows = static_cast<double>(problem.rows.size());
  for (std::size_t row = 0; row < spec.rows; ++row) {
    const double count = slot.kind == Kind::numeric ? rows : std::max<double>(counts[row], 1);
    penalties[row] = static_cast<float>(std::min(lambda / count, most));
  }
  if (slot.kind == Kind::numeric && spec.rows == 2) penalties[1] = 0;
  return penalties;
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
  const double coefficient = std::min(l2_coefficient(problem.options, spec.penalty), most_penalty(problem));
  if (problem.linear != nullptr && spec.penalty == Penalty::linear) return fitted_penalties(problem, s, slot);
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
    penalties[row] = static_cast<float>(
        std::min(coefficient * std::pow(std::max<double>(counts[row], 1) / mean, -power), most_penalty(problem)));
  return penalties;
}

}  // namespace interplay
