// Sweeps a table in which every row has one feature of its own, such as the ids of the users without anything else.
#include <algorithm>
#include <utility>

#include "kernels/arrays.h"
#include "solvers/coordinate/scratch.h"

namespace interplay {

void CoordinateSweep::sweep_ids(std::size_t t) {
  const CoordinateTable& table = tables_.tables[t];
  residuals_.assign(table.rows, {});
  for_features(
      table,
      [&](const Feature& feature, std::vector<Scratch>& pieces) {
        return feature.vector() ? single_feature(t, feature, pieces.front())
                                : single_weight(t, feature, pieces.front());
      },
      [&](const Feature& feature, const FeatureChange& numbers, std::vector<Scratch>&) {
        set_single(t, feature, numbers);
      });
  if (!options_.residuals) return;
  const Phase phase(problem_.cluster, "residuals");
  gather_rows(problem_.cluster, table, std::span(residuals_));
}

// Numbers that another process has found, counted from zero.
void CoordinateSweep::set_single(std::size_t t, const Feature& feature, const FeatureChange& numbers) {
  const std::uint32_t row = feature.field.rows[feature.first()];
  if (feature.vector()) {
    std::fill_n(feature.vector(), tables_.rank, 0.0f);
    std::copy_n(numbers.vector, tables_.stride, rows_[t].vectors.data() + row * tables_.stride);
  }
  if (feature.weight()) *feature.weight() = 0;
  add_change(feature, numbers);
  store_row(t, row, numbers.weight);
}

CoordinateSweep::FeatureChange CoordinateSweep::single_weight(std::size_t t, const Feature& feature, Scratch& s) {
  const std::uint32_t row = feature.field.rows[feature.first()];
  kernels::ObservationTotals totals;
  sum_row(t, row, {}, s.sums, totals, s);
  if (feature.weight()) *feature.weight() = 0;
  const double w = solve_weight(feature, totals.weight, totals.target);
  store_row(t, row, static_cast<float>(w));
  residuals_[row] = {totals.weight, totals.target - w * totals.weight,
                     totals.squares - w * (2 * totals.target - w * totals.weight)};
  return {nullptr, static_cast<float>(w)};
}

// The only feature of its row: p = 0. The change is counted from zero, so the residuals are T.
CoordinateSweep::FeatureChange CoordinateSweep::single_feature(std::size_t t, const Feature& feature, Scratch& s) {
  const std::size_t stride = tables_.stride;
  const std::uint32_t row = feature.field.rows[feature.first()];
  kernels::ObservationTotals totals;
  sum_row(t, row, panels_of(tables_), s.sums, totals, s);
  s.equations.weight = totals.weight;
  s.equations.residual = totals.target;
  std::copy_n(feature.vector(), s.rank, s.start);
  std::fill_n(feature.vector(), s.rank, 0.0f);
  s.start[s.rank] = feature.weight() ? std::exchange(*feature.weight(), 0.0f) : 0.0f;
  solve(feature, s);

  std::copy_n(s.vector, stride, rows_[t].vectors.data() + row * stride);
  const float weight = feature.weight() ? s.weight_change() : 0.0f;
  store_row(t, row, weight);
  if (!options_.residuals) return {s.vector, weight};
  // Sums of e = T - w - <v, R> and of its square.
  const float *v = s.vector, *sum = s.equations.cross(), *targets = s.equations.right();
  const double w = weight, along = kernels::dot(sum, v, stride);
  residuals_[row].weight = totals.weight;
  residuals_[row].sum = totals.target - w * totals.weight - along;
  residuals_[row].squares = totals.squares - 2 * (w * totals.target + kernels::dot(targets, v, stride)) +
                            w * (w * totals.weight + 2 * along) +
                            kernels::quadratic(s.equations.square(), v, s.equations.panels);
  return {s.vector, weight};
}

}  // namespace interplay
