// Rows of a table that each stand for many observations, and the features in them: the normal equations of
// one feature, and the rows after it has changed. Strides as in least_squares.h.
#pragma once

#include <cstddef>
#include <cstdint>

namespace interplay::kernels {

// Row r says p_r + ... of its observations: with R of the rest of an observation, the residual is e = T - a_r
// - <p_r, R>. While the features change, p_r, a_r and sum o e are kept up to date; the sums are of R and T
// alone and stay.
struct StoredRows {
  const float* sums;    // of row r at r * sums_size(stride): C = sum o R R' (the whole square), s = sum o R, t
                        // = sum o T R
  const float* weight;  // n = sum o
  float* vectors;       // p_r, the sum of the features' x v, at r * stride
  float* known;         // a_r
  float* residual;      // sum o e
  std::size_t stride;
};

// Where a feature stands: entry i is row rows[i], no row twice, with value x[i].
struct Entries {
  const std::uint32_t* rows;
  const float* x;
  std::size_t count;
};

// Entries that are summed at a time: their squares stay in the second-level cache.
constexpr std::size_t entry_tile = 16;

// What the rows tell of the change (d, c) of their feature's vector v and weight, from sums over its entries.
// With own = p_r - x v the other features of a row and q = s + n own / 2, the square of the equations is the
// sum of x^2 (C + own s' + s own' + n own own') = x^2 (C + own q' + q own').
struct FeatureSums {
  float* square;                    // stride x stride: x^2 C
  float* outer;                     // stride x stride: x^2 own q'
  float* cross;                     // x^2 (s + n own)
  float* right;                     // x (sum o e R + own sum o e), to which x^2 C v is still to be subtracted
  double weight = 0, residual = 0;  // x^2 n, x sum o e

  void add(const FeatureSums& other) {  // the numbers alone
    weight += other.weight;
    residual += other.residual;
  }
};

// Adds the entries of the feature with vector v to the sums. `memory`: 2 * entry_tile * stride floats.
void add_entries(const StoredRows& rows, const Entries& entries, const float* v, float* memory, FeatureSums& sums);

// The square of the equations, on and above the diagonal, into rows of to_stride floats; completes
// sums.right.
void equations_of(const FeatureSums& sums, const float* v, std::size_t stride, float* square, std::size_t to_stride);

// The rows after their feature's v was changed by `change` to what it is, and its weight by `weight_change`.
void change_entries(const StoredRows& rows, const Entries& entries, const float* v, const float* change,
                    float weight_change);

}  // namespace interplay::kernels
