// What the three ways to sweep a table share: their memory, and the order of features.
#pragma once

#include <algorithm>
#include <vector>

#include "kernels/arrays.h"
#include "kernels/observations.h"
#include "kernels/stored_rows.h"
#include "solvers/coordinate_sweep.h"

namespace interplay {

// The memory of one task.
struct CoordinateSweep::Scratch {
  explicit Scratch(const CoordinateTables& tables)
      : rank(tables.rank),
        stride(tables.stride),
        size(padded(tables.rank + 1)),
        vectors(kernels::observation_tile * stride),
        sums(panels_of(tables).sums_size()),
        square(size * size),
        right(size),
        vector(stride),
        equations{panels_of(tables), sums.data()} {}

  void clear() {
    std::ranges::fill(sums, 0.0f);
    equations.weight = equations.residual = 0;
  }

  void add(const Scratch& other) {
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += other.sums[i];
    equations.weight += other.equations.weight;
    equations.residual += other.equations.residual;
  }

  float weight_change() const { return right[rank]; }

  std::size_t rank, stride, size;
  AlignedArray<float> vectors;
  kernels::Observations observations;
  AlignedArray<float> sums, square;
  AlignedArray<float> right;     // of v, w; at last the change of these
  AlignedArray<float> vector;    // the change of v alone
  kernels::Equations equations;  // in `sums`
};

// Of every row of a table: sums over its ratings, and what of them changes with the features
// (kernels/stored_rows.h).
struct CoordinateSweep::RowSums {
  void resize(std::size_t count, const kernels::Panels& with) {
    panels = with;
    if (sums.size() < count * with.sums_size()) sums = AlignedArray<float>(count * with.sums_size());
    weight.assign(count, 0.0f);
    residual.assign(count, 0.0f);
    totals.assign(count, {});
  }

  float* of(std::uint32_t row) { return sums.data() + row * panels.sums_size(); }
  const float* mean_of(std::uint32_t row) { return of(row) + panels.size(); }
  const float* targets_of(std::uint32_t row) { return mean_of(row) + panels.stride; }
  kernels::StoredRows rows(Rows& of_table) {
    return {panels, sums.data(), weight.data(), of_table.vectors.data(), residual.data()};
  }

  kernels::Panels panels;
  AlignedArray<float> sums;
  std::vector<float> weight, residual;  // sum o, mean of e
  std::vector<kernels::ObservationTotals> totals;
};

// The features of one field after the other; those that do not meet at once.
template <class Solve>
void CoordinateSweep::for_features(const CoordinateTable& table, const Solve& solve) {
  for (std::size_t f = 0; f < table.fields.size(); ++f) {
    const CoordinateField& field = table.fields[f];
    const FieldPrior prior = prior_->of(first_field_ + f);
    const std::uint32_t grain = field.disjoint ? std::clamp(field.features / 64, 1u, 32u) : field.features;
    const auto task = [&](std::size_t i) {
      std::vector<Scratch> pieces;
      pieces.emplace_back(tables_);
      const auto first = static_cast<std::uint32_t>(i) * grain;
      for (std::uint32_t j = first; j < std::min(field.features, first + grain); ++j) {
        const Feature feature{field, prior, j};
        if (feature.first() < feature.last()) {
          solve(feature, pieces);
          continue;
        }
        // What no training row has is as the prior says.
        if (feature.vector()) std::copy_n(prior.mean.data(), tables_.rank, feature.vector());
        if (feature.weight()) *feature.weight() = prior.mean[tables_.rank];
      }
    };
    const std::size_t tasks = (field.features + grain - 1) / grain;
    if (tasks == 1) {
      task(0);  // its pieces may run at once
    } else {
      problem_.pool.run(tasks, task);
    }
  }
}

}  // namespace interplay
