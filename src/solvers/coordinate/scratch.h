// Shared by the three ways to sweep a table: working memory, and the order of features.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/memory.h"
#include "kernels/arrays.h"
#include "kernels/observations.h"
#include "kernels/stored_rows.h"
#include "solvers/coordinate/parts.h"
#include "solvers/coordinate/sweep.h"

namespace interplay {

// The memory of one task.
struct CoordinateSweep::Scratch {
  explicit Scratch(const CoordinateTables& tables)
      : rank(tables.rank), stride(tables.stride), size(padded(tables.rank + 2)), equations{panels_of(tables)} {
    const std::size_t sums_size = equations.panels.sums_size(), square_size = (rank + 2) * size;
    memory = AlignedArray<float>((kernels::observation_tile + 1) * stride + sums_size + square_size + 3 * size);
    float* next = memory.data();
    const auto take = [&next](std::size_t floats) { return std::exchange(next, next + floats); };
    vectors = take(kernels::observation_tile * stride);
    vector = take(stride);
    sums = equations.sums = take(sums_size);
    square = take(square_size);
    change = take(size);
    normal = take(size);
    start = take(size);
    std::fill_n(start, size, 0.0f);
  }

  Scratch(Scratch&&) = default;  // the memory stays where it is

  void clear() {
    std::fill_n(sums, equations.panels.sums_size(), 0.0f);
    equations.weight = equations.residual = 0;
  }

  void add(const Scratch& other) {
    kernels::axpy(1, other.sums, sums, equations.panels.sums_size());
    equations.weight += other.equations.weight;
    equations.residual += other.equations.residual;
  }

  float weight_change() const { return change[rank]; }

  std::size_t rank, stride, size;
  AlignedArray<float> memory;  // holds everything that follows
  float* vectors;
  kernels::Observations observations;
  float *sums, *square;          // the square has one row more than there are numbers
  float* change;                 // of v, w
  float* normal;                 // standard normal numbers, or 0
  float* start;                  // the change relative to the present numbers: 0, unless it is counted from 0
  float* vector;                 // the change of v alone
  kernels::Equations equations;  // in `sums`
};

// For every row of a table: sums over its ratings, and the quantities that change with the features
// (kernels/stored_rows.h).
struct CoordinateSweep::RowSums {
  void resize(std::size_t count, const kernels::Panels& with) {
    panels = with;
    require_memory(static_cast<double>(count) * static_cast<double>(with.sums_size()) * sizeof(float),
                   "sweeping " + std::to_string(count) + " rows of several features with vectors of " +
                       std::to_string(with.stride) + " numbers",
                   "give a smaller --rank, or --block 8");
    if (sums.size() < count * with.sums_size()) sums = AlignedArray<float>(count * with.sums_size());
    root.assign(count, 0.0f);
    residual.assign(count, 0.0f);
    totals.assign(count, {});
  }

  float* of(std::uint32_t row) { return sums.data() + row * panels.sums_size(); }
  const float* mean_of(std::uint32_t row) { return of(row) + panels.size(); }
  const float* targets_of(std::uint32_t row) { return mean_of(row) + panels.stride; }
  kernels::StoredRows rows(Rows& of_table) {
    return {panels, sums.data(), root.data(), of_table.vectors.data(), residual.data()};
  }

  kernels::Panels panels;
  AlignedArray<float> sums;
  std::vector<float> root, residual;  // root of sum o; mean of e
  std::vector<kernels::ObservationTotals> totals;
};

// Solves field after field. Features of a field that do not meet are solved at once, by all processes.
template <class Solve, class Apply>
void CoordinateSweep::for_features(const CoordinateTable& table, const Solve& solve, const Apply& apply) {
  for (std::size_t f = 0; f < table.fields.size(); ++f) {
    const CoordinateField& field = table.fields[f];
    const FieldPrior prior = prior_->of(first_field_ + f);
    const bool dealt = field.disjoint && problem_.cluster.several();
    const Shares shares = !dealt         ? Shares{{}, 0, field.features}
                          : table.single ? table.shares
                                         : feature_shares(problem_.cluster, table, field, tables_.rank);
    if (dealt && changes_.size() < field.features * change_size(field))
      changes_ = AlignedArray<float>(field.features * change_size(field));
    const auto end = static_cast<std::uint32_t>(shares.last), count = static_cast<std::uint32_t>(shares.count());
    const std::uint32_t grain = field.disjoint ? std::clamp(count / 64, 1u, 32u) : std::max(count, 1u);
    const auto task = [&](std::size_t i) {
      std::vector<Scratch> pieces;
      pieces.emplace_back(tables_);
      const auto first = static_cast<std::uint32_t>(shares.first + i * grain);
      for (std::uint32_t j = first; j < std::min(end, first + grain); ++j) {
        const Feature feature{field, prior, j};
        if (feature.first() < feature.last()) {
          const FeatureChange change = solve(feature, pieces);
          if (!dealt) continue;
          float* to = changes_.data() + j * change_size(field);
          if (field.factors) to = std::copy_n(change.vector, tables_.rank, to);
          *to = change.weight;
        } else {
          set_to_prior(feature);
        }
      }
    };
    const std::size_t tasks = (count + grain - 1) / grain;
    if (tasks == 1) {
      task(0);  // its pieces may run at once
    } else {
      problem_.pool.run(tasks, task);
    }
    if (dealt) exchange_changes(table, f, shares, apply);
  }
}

template <class Apply>
void CoordinateSweep::exchange_changes(const CoordinateTable& table, std::size_t f, const Shares& shares,
                                       const Apply& apply) {
  const CoordinateField& field = table.fields[f];
  const FieldPrior prior = prior_->of(first_field_ + f);
  const std::size_t size = change_size(field);
  const Phase phase(problem_.cluster, "features");
  problem_.cluster.allgatherv(std::span(changes_.data(), field.features * size),
                              shares.of_grains(size, field.features * size).cuts);
  constexpr std::uint32_t grain = 256;
  problem_.pool.run((field.features + grain - 1) / grain, [&](std::size_t i) {
    std::vector<Scratch> pieces;
    pieces.emplace_back(tables_);
    const auto first = static_cast<std::uint32_t>(i) * grain;
    for (std::uint32_t j = first; j < std::min(field.features, first + grain); ++j) {
      if (shares.owns(j)) continue;
      const Feature feature{field, prior, j};
      const float* from = changes_.data() + j * size;
      if (feature.first() == feature.last()) {
        set_to_prior(feature);
      } else if (field.factors) {
        Scratch& s = pieces.front();
        std::copy_n(from, tables_.rank, s.vector);  // with the padding behind it
        apply(feature, FeatureChange{s.vector, from[tables_.rank]}, pieces);
      } else {
        apply(feature, FeatureChange{nullptr, *from}, pieces);
      }
    }
  });
}

}  // namespace interplay
