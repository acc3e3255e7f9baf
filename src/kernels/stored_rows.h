// Rows of a table that each stand for many observations, and the features in them: the normal equations of
// one feature, and the rows after it has changed. Strides as in least_squares.h.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/observations.h"
#include "kernels/panels.h"

namespace interplay::kernels {

// Row r says p_r + ... of its observations: with R of the rest of an observation, the residual is e = T - a_r
// - <p_r, R>. While the features change, p_r and the mean of e are kept up to date; the sums are of R and T
// alone and stay. Means are weighted by o; m is that of R.
struct StoredRows {
  Panels panels;
  const float* sums;  // of row r at r * sums_size: C = sum o (R - m)(R - m)', m, t = sum o T (R - m)
  const float* root;  // of n = sum o
  float* vectors;     // p_r, the sum of the features' x v, at r * stride
  float* residual;    // mean of e
};

// Makes of the sums over a row's observations (add_observations) those about their mean.
void center(const Panels& panels, float* sums, const ObservationTotals& totals);

// Where a feature stands: entry i is row rows[i], no row twice, with value x[i].
struct Entries {
  const std::uint32_t* rows;
  const float* x;
  std::size_t count;
};

// Entries that are summed at a time: what they are read for twice stays in the first-level cache.
constexpr std::size_t entry_tile = 16;

// The equations of the change (d, c) of a feature's vector v and weight: (square, cross, weight) (d, c) = (right,
// residual), the square in panels and the vectors one after the other as in the sums of observations.
struct Equations {
  Panels panels;
  float* sums = nullptr;
  double weight = 0, residual = 0;

  float* square() const { return sums; }
  float* cross() const { return sums + panels.size(); }
  float* right() const { return sums + panels.size() + panels.stride; }
};

// Adds the entries of the feature with vector v. With own = p_r - x v the other features of a row and z = m + own an
// entry adds x^2 (C + n z z') to the square, x^2 n z to the cross, x (t - C p + n mean(e) z) to the right.
// `memory`: 2 * entry_tile * stride floats.
void add_entries(const StoredRows& rows, const Entries& entries, const float* v, float* memory, Equations& equations);

// The square of `n` = rank + 1 numbers v, w times `scale`, on and above the diagonal, as rows of to_stride floats.
void unpack(const Equations& equations, float scale, float* square, std::size_t to_stride);

// The rows after their feature's v was changed by `change` to what it is, and its weight by `weight_change`.
void change_entries(const StoredRows& rows, const Entries& entries, const float* v, const float* change,
                    float weight_change);

}  // namespace interplay::kernels
