// A table whose rows have several features: what a row's ratings say is summed once and kept between its features.
#include <algorithm>

#include "kernels/arrays.h"
#include "kernels/stored_rows.h"
#include "solvers/coordinate_scratch.h"

namespace interplay {
namespace {

// Entries of one feature that are summed at a time: many features stand in fewer rows.
constexpr std::size_t piece_entries = 256;

}  // namespace

void CoordinateSweep::run_stored(std::size_t t) {
  const CoordinateTable& table = tables_.tables[t];
  const std::size_t stride = tables_.stride;
  RowSums sums(table.rows, stride);
  constexpr std::uint32_t grain = 16;
  problem_.pool.run((table.rows + grain - 1) / grain, [&](std::size_t task) {
    Scratch scratch(tables_);
    const auto first = static_cast<std::uint32_t>(task) * grain;
    for (std::uint32_t row = first; row < std::min(table.rows, first + grain); ++row) {
      if (table.offsets[row] == table.offsets[row + 1]) continue;
      sum_row(table, row, sums.of(row), sums.totals[row], scratch);
      kernels::mirror(sums.of(row), stride);
      // e = T - a - <p, R>
      const float* p = rows_[t].vectors.data() + row * stride;
      const float a = rows_[t].numbers[row] + (several() ? 0.5f * kernels::dot(p, p, stride) : 0.0f);
      const kernels::ObservationTotals& totals = sums.totals[row];
      sums.weight[row] = static_cast<float>(totals.weight);
      sums.known[row] = a;
      sums.residual[row] = static_cast<float>(totals.target - static_cast<double>(a) * totals.weight) -
                           kernels::dot(p, sums.sum_of(row), stride);
    }
  });
  for_features(table,
               [&](const Feature& feature, std::vector<Scratch>& pieces) { stored_feature(t, feature, sums, pieces); });
  load_table(t);
  if (options_.residuals) stored_residuals(t, sums);
}

void CoordinateSweep::stored_feature(std::size_t t, const Feature& feature, RowSums& sums,
                                     std::vector<Scratch>& pieces) {
  const std::size_t stride = tables_.stride;
  const CoordinateField& field = feature.field;
  const std::size_t count = (feature.last() - feature.first() + piece_entries - 1) / piece_entries;
  while (pieces.size() < count) pieces.emplace_back(tables_);
  const kernels::StoredRows rows = sums.rows(rows_[t]);
  const auto entries_of = [&](std::size_t piece) {
    const std::uint64_t first = feature.first() + piece * piece_entries;
    return kernels::Entries{field.rows.data() + first, field.x.data() + first,
                            std::min<std::uint64_t>(piece_entries, feature.last() - first)};
  };
  problem_.pool.run(count, [&](std::size_t piece) {
    Scratch& s = pieces[piece];
    s.clear_rows();
    kernels::add_entries(rows, entries_of(piece), feature.vector(), s.observations.data(), s.rows);
  });
  Scratch& s = pieces[0];
  for (std::size_t piece = 1; piece < count; ++piece) s.add_rows(pieces[piece]);
  kernels::equations_of(s.rows, feature.vector(), stride, s.square.data(), s.size);
  s.right[s.rank] = static_cast<float>(s.rows.residual);
  s.weight = s.rows.weight;
  solve(feature, s);
  problem_.pool.run(count, [&](std::size_t piece) {
    kernels::change_entries(rows, entries_of(piece), feature.vector(), s.vector.data(), s.change[s.rank]);
  });
}

void CoordinateSweep::stored_residuals(std::size_t t, RowSums& sums) {
  const std::size_t stride = tables_.stride;
  residuals_.assign(tables_.tables[t].rows, {});
  AlignedArray<float> product(stride);
  for (std::uint32_t row = 0; row < tables_.tables[t].rows; ++row) {
    const kernels::ObservationTotals& totals = sums.totals[row];
    if (totals.weight == 0) continue;
    const float* p = rows_[t].vectors.data() + row * stride;
    const double a = rows_[t].numbers[row] + (several() ? 0.5f * kernels::dot(p, p, stride) : 0.0f);
    const double e = sums.residual[row];
    // sum o e^2 = sum o T^2 - sum o (e + T) (a + <p, R>), and sum o e R = t - a s - C p
    kernels::multiply(sums.of(row), p, stride, product.data());
    const double along = 2 * kernels::dot(p, sums.targets_of(row), stride) -
                         a * kernels::dot(p, sums.sum_of(row), stride) - kernels::dot(p, product.data(), stride);
    residuals_[row] = {totals.weight, e, totals.squares - a * (totals.target + e) - along};
  }
}

}  // namespace interplay
