// What the three ways to sweep a table share: their memory, and the order of features.
#pragma once

#include <algorithm>
#include <vector>

#include "kernels/arrays.h"
#include "kernels/least_squares.h"
#include "kernels/stored_rows.h"
#include "solvers/coordinate_sweep.h"

namespace interplay {

// Observations that are made at a time: they stay in the first-level cache.
constexpr std::size_t observation_tile = 64;

// The memory of one task. The equations of a feature, in the order v, w, are (square, cross, weight) change =
// right: the square of v, on and above the diagonal, the column of w, and its last number.
struct CoordinateSweep::Scratch {
  explicit Scratch(const CoordinateTables& tables)
      : rank(tables.rank),
        stride(tables.stride),
        size(padded(tables.rank + 1)),
        observations(observation_tile * (stride + kernels::observation_extra)),
        weighted(observation_tile * (stride + kernels::observation_extra)),
        sums(kernels::sums_size(stride)),
        square(size * size),
        cross(size),
        right(size),
        change(size),
        vector(stride),
        own(stride),
        product(stride),
        outer(stride * stride),
        rows{sums.data(), outer.data(), cross.data(), right.data()} {}

  void clear() {
    std::ranges::fill(square, 0.0f);
    std::ranges::fill(cross, 0.0f);
    std::ranges::fill(right, 0.0f);
    weight = 0;
  }

  void add(const Scratch& other) {
    for (std::size_t i = 0; i < square.size(); ++i) square[i] += other.square[i];
    for (std::size_t i = 0; i < size; ++i) {
      cross[i] += other.cross[i];
      right[i] += other.right[i];
    }
    weight += other.weight;
  }

  void clear_rows() {
    clear();
    std::ranges::fill(sums, 0.0f);
    std::ranges::fill(outer, 0.0f);
    rows = {sums.data(), outer.data(), cross.data(), right.data()};
  }

  void add_rows(const Scratch& other) {
    for (std::size_t i = 0; i < outer.size(); ++i) {
      sums[i] += other.sums[i];
      outer[i] += other.outer[i];
    }
    kernels::axpy(1, other.cross.data(), cross.data(), stride);
    kernels::axpy(1, other.right.data(), right.data(), stride);
    rows.add(other.rows);
  }

  std::size_t rank, stride, size;
  AlignedArray<float> observations, weighted, sums;
  AlignedArray<float> square, cross, right;
  double weight = 0;
  AlignedArray<float> change;  // of v, w
  AlignedArray<float> vector;  // the change of v alone
  AlignedArray<float> own, product;
  AlignedArray<float> outer;
  kernels::FeatureSums rows;  // in `sums`, `outer`, `cross` and `right`
};

// Of every row of a table: sums over its ratings, and what of them changes with the features
// (kernels/stored_rows.h).
struct CoordinateSweep::RowSums {
  RowSums(std::size_t count, std::size_t floats)
      : stride(floats),
        sums(count * kernels::sums_size(floats)),
        weight(count),
        known(count),
        residual(count),
        totals(count) {}

  float* of(std::uint32_t row) { return sums.data() + row * kernels::sums_size(stride); }
  const float* sum_of(std::uint32_t row) { return of(row) + stride * stride; }            // s = sum o R
  const float* targets_of(std::uint32_t row) { return of(row) + (stride + 1) * stride; }  // sum o T R
  kernels::StoredRows rows(Rows& of_table) {
    return {sums.data(), weight.data(), of_table.vectors.data(), known.data(), residual.data(), stride};
  }

  std::size_t stride;
  AlignedArray<float> sums;
  std::vector<float> weight, known, residual;  // sum o, a, sum o e
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
