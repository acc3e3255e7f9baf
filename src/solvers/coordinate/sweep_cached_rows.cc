// Sweeps a table whose rows have several features. The ratings of a row are summed once, and the sums are kept between
// its features.
#include <algorithm>
#include <cmath>

#include "kernels/arrays.h"
#include "kernels/stored_rows.h"
#include "solvers/coordinate/scratch.h"

namespace interplay {
namespace {

// Entries of a feature that are summed at a time. (Many features occur in fewer rows.)
constexpr std::size_t cached_piece_entries = 256;

kernels::Entries piece_of(const CoordinateField& field, std::uint64_t first, std::uint64_t last, std::size_t piece) {
  first += piece * cached_piece_entries;
  return {field.rows.data() + first, field.x.data() + first,
          std::min<std::uint64_t>(cached_piece_entries, last - first)};
}

}  // namespace

void CoordinateSweep::sweep_cached_rows(std::size_t t) {
  sum_rows(t);
  for_features(
      tables_.tables[t],
      [&](const Feature& feature, std::vector<Scratch>& pieces) {
        const FeatureChange change = feature.vector() ? stored_feature(t, feature, pieces) : stored_weight(feature);
        change_stored(t, feature, change);
        return change;
      },
      [&](const Feature& feature, const FeatureChange& change, std::vector<Scratch>&) {
        add_change(feature, change);
        change_stored(t, feature, change);
      });
  load_table(t);
  if (options_.residuals) stored_residuals(t);
}

void CoordinateSweep::sum_rows(std::size_t t) {
  const CoordinateTable& table = tables_.tables[t];
  RowSums& sums = *sums_;
  sums.resize(table.rows, panels_of(tables_));
  constexpr std::uint32_t grain = summed_rows_per_task;
  problem_.pool.run((table.shares.count() + grain - 1) / grain, [&](std::size_t task) {
    Scratch scratch(tables_);
    const auto first = static_cast<std::uint32_t>(table.shares.first + task * grain);
    for (std::uint32_t row = first; row < std::min<std::size_t>(table.shares.last, first + grain); ++row) {
      if (table.count(row) == 0) continue;
      kernels::ObservationTotals& totals = sums.totals[row];
      sum_row(t, row, sums.panels, sums.of(row), totals, scratch);
      kernels::center(sums.panels, sums.of(row), totals);
      sums.root[row] = static_cast<float>(std::sqrt(totals.weight));
      sums.residual[row] = mean_residual(t, row);
    }
  });
  if (problem_.cluster.several()) gather_sums(table);
}

void CoordinateSweep::gather_sums(const CoordinateTable& table) {
  const Shares& rows = table.shares;
  Cluster& cluster = problem_.cluster;
  const Phase phase(cluster, "sums of rows");
  RowSums& sums = *sums_;
  const std::size_t size = sums.panels.sums_size();
  cluster.allgatherv(std::span(sums.sums.data(), table.rows * size), rows.of_grains(size, table.rows * size).cuts);
  cluster.allgatherv(std::span(sums.root), rows.cuts);
  cluster.allgatherv(std::span(sums.residual), rows.cuts);
  cluster.allgatherv(std::span(sums.totals), rows.cuts);
}

// The mean of e = T - a - <p, R>, by the present vectors and numbers of the table's rows.
float CoordinateSweep::mean_residual(std::size_t t, std::uint32_t row) const {
  const kernels::ObservationTotals& totals = sums_->totals[row];
  if (totals.weight == 0) return 0;
  const std::size_t stride = tables_.stride;
  const float* p = rows_[t].vectors.data() + row * stride;
  return static_cast<float>(totals.target / totals.weight) - rows_[t].numbers[row] -
         kernels::dot(p, sums_->mean_of(row), stride);
}

CoordinateSweep::FeatureChange CoordinateSweep::stored_feature(std::size_t t, const Feature& feature,
                                                               std::vector<Scratch>& pieces) {
  const CoordinateField& field = feature.field;
  const std::size_t count = (feature.last() - feature.first() + cached_piece_entries - 1) / cached_piece_entries;
  while (pieces.size() < count) pieces.emplace_back(tables_);
  const kernels::StoredRows rows = sums_->rows(rows_[t]);
  problem_.pool.run(count, [&](std::size_t piece) {
    Scratch& s = pieces[piece];
    s.clear();
    kernels::add_entries(rows, piece_of(field, feature.first(), feature.last(), piece), feature.vector(), s.vectors,
                         s.equations);
  });
  Scratch& s = pieces[0];
  for (std::size_t piece = 1; piece < count; ++piece) s.add(pieces[piece]);
  solve(feature, s);
  return {s.vector, s.weight_change()};
}

void CoordinateSweep::change_stored(std::size_t t, const Feature& feature, const FeatureChange& change) {
  const CoordinateField& field = feature.field;
  if (!feature.vector()) {
    for (std::uint64_t at = feature.first(); at < feature.last(); ++at)
      sums_->residual[field.rows[at]] -= field.x[at] * change.weight;
    return;
  }
  const kernels::StoredRows rows = sums_->rows(rows_[t]);
  const std::size_t count = (feature.last() - feature.first() + cached_piece_entries - 1) / cached_piece_entries;
  problem_.pool.run(count, [&](std::size_t piece) {
    kernels::change_entries(rows, piece_of(field, feature.first(), feature.last(), piece), feature.vector(),
                            change.vector, change.weight);
  });
}

// Its equation: x^2 n and x n mean(e), summed over the rows in which the feature occurs.
CoordinateSweep::FeatureChange CoordinateSweep::stored_weight(const Feature& feature) {
  const CoordinateField& field = feature.field;
  double weight = 0, residual = 0;
  for (std::uint64_t at = feature.first(); at < feature.last(); ++at) {
    const double x = field.x[at], n = sums_->totals[field.rows[at]].weight;
    weight += x * x * n;
    residual += x * n * static_cast<double>(sums_->residual[field.rows[at]]);
  }
  return {nullptr, solve_weight(feature, weight, residual)};
}

void CoordinateSweep::stored_residuals(std::size_t t) {
  RowSums& sums = *sums_;
  residuals_.assign(tables_.tables[t].rows, {});
  for (std::uint32_t row = 0; row < tables_.tables[t].rows; ++row) {
    const kernels::ObservationTotals& totals = sums.totals[row];
    if (totals.weight == 0) continue;
    const float* p = rows_[t].vectors.data() + row * tables_.stride;
    const double e = mean_residual(t, row);
    // About their means, e is T - <p, R>.
    const double squares = totals.squares - totals.target * totals.target / totals.weight -
                           2 * kernels::dot(p, sums.targets_of(row), tables_.stride) +
                           kernels::quadratic(sums.of(row), p, sums.panels);
    residuals_[row] = {totals.weight, e * totals.weight, squares + e * e * totals.weight};
  }
}

}  // namespace interplay
