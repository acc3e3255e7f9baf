// A table of which every row has one feature of its own, such as the users' ids alone.
#include <algorithm>

#include "kernels/arrays.h"
#include "solvers/coordinate_scratch.h"

namespace interplay {

void CoordinateSweep::run_single(std::size_t t) {
  const CoordinateTable& table = tables_.tables[t];
  residuals_.assign(table.rows, {});
  for_features(
      table, [&](const Feature& feature, std::vector<Scratch>& pieces) { single_feature(t, feature, pieces.front()); });
}

// The one feature of its row: everything from scratch, p = 0. The change is counted from zero, the residuals
// are T.
void CoordinateSweep::single_feature(std::size_t t, const Feature& feature, Scratch& s) {
  const std::size_t stride = tables_.stride;
  const std::uint32_t row = feature.field.rows[feature.first()];
  const float x = feature.field.x[feature.first()];
  kernels::ObservationTotals totals;
  std::ranges::fill(s.sums, 0.0f);
  sum_row(tables_.tables[t], row, s.sums.data(), totals, s);
  const float *sum = s.sums.data() + stride * stride, *targets = sum + stride;
  s.clear();
  for (std::size_t i = 0; i < stride; ++i)
    kernels::axpy(x * x, s.sums.data() + i * stride, s.square.data() + i * s.size, stride);
  kernels::axpy(x * x, sum, s.cross.data(), stride);
  kernels::axpy(x, targets, s.right.data(), stride);
  s.right[s.rank] = x * static_cast<float>(totals.target);
  s.weight = static_cast<double>(x) * x * totals.weight;
  if (feature.vector()) std::fill_n(feature.vector(), s.rank, 0.0f);
  if (feature.weight()) *feature.weight() = 0;
  solve(feature, s);

  float* vector = rows_[t].vectors.data() + row * stride;
  for (std::size_t k = 0; k < stride; ++k) vector[k] = x * s.vector[k];
  const float weight = feature.weight() ? x * s.change[s.rank] : 0.0f;
  store_row(t, row, weight, 0);
  if (!options_.residuals) return;
  // Sums of e = T - w - <v, R> and of its square, w and v already multiplied by x.
  kernels::mirror(s.sums.data(), stride);
  kernels::multiply(s.sums.data(), vector, stride, s.product.data());
  const double w = weight, along = kernels::dot(sum, vector, stride);
  residuals_[row].weight = totals.weight;
  residuals_[row].sum = totals.target - w * totals.weight - along;
  residuals_[row].squares = totals.squares - 2 * (w * totals.target + kernels::dot(targets, vector, stride)) +
                            w * (w * totals.weight + 2 * along) + kernels::dot(vector, s.product.data(), stride);
}

}  // namespace interplay
