// Rows of a table with many observations each, and the features in them: the normal equations of one feature, and the
// rows after it has changed. Strides as in least_squares.h.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/observations.h"
#include "kernels/panels.h"

namespace interplay::kernels {

// Let p_r be the vector and a_r the number of row r, and R the vector of the rest of an observation. Its residual is e
// = T - a_r - <p_r, R>. While features change, p_r and the mean of e are kept up to date; the sums contain only R and T
// and stay. Means are weighted by o; m is that of R.
struct StoredRows {
  Panels panels;
  const float* sums;  // of row r at r * sums_size: C = sum o (R - m)(R - m)', m, t = sum o T (R - m)
  const float* root;  // of n = sum o
  float* vectors;     // p_r, the sum of the features' x v, at r * stride
  float* residual;    // mean of e
};

// Turns the sums over a row's observations (add_observations) into sums about their mean.
void center(const Panels& panels, float* sums, const ObservationTotals& totals);

// The rows in which a feature occurs: entry i is row rows[i], each at most once, with value x[i].
struct Entries {
  const std::uint32_t* rows;
  const float* x;
  std::size_t count;
};

// The number of entries that are summed at a time: what is read twice for them stays in the first-level cache.
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

// Updates the rows after their feature's v was changed by `change` (to its present value), and its weight by
// `weight_change`.
void change_entries(const StoredRows& rows, const Entries& entries, const float* v, const float* change,
                    float weight_change);

}  // namespace interplay::kernels
