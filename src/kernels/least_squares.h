// Normal equations of many small least-squares problems: sums of outer products, and the mean of, or a draw
// from, the Gaussian whose precision they are. Vectors have a stride of 0, 1, 4 or a multiple of 8 floats,
// zero where padded.
#pragma once

#include <cstddef>
#include <cstdint>

namespace interplay::kernels {

// Floats that follow the vector of an observation: 1 and the target, times the root of its weight, and zeros.
constexpr std::size_t observation_extra = 8;
// Of the sums of one problem: the square C, the rows sum o R and sum oT R, and for short vectors up to eight
// rows in all.
constexpr std::size_t sums_size(std::size_t stride) { return (stride < 8 ? 8 : stride + 2) * stride; }

// A table that stands on the other side of an observation: a vector, a number and a factor of the weight per row.
struct OtherTable {
  const float* vectors;
  const float* numbers;
  const float* precisions;  // null: all 1
};

struct ObservationList {
  const OtherTable* others;
  std::size_t other_count;
  const std::uint32_t* rows;  // [observation][other]
  const float* targets;       // of every observation
  const float* weights;       // null: all 1
  float precision;            // a factor of all weights
  std::size_t count, stride;
};

// Sums over observations: of weights o, of oT and of oT^2.
struct ObservationTotals {
  double weight = 0, target = 0, squares = 0;
};

// Writes sqrt(o) [R, 1, T, 0...] of every observation to `out`, stride + observation_extra floats each, so
// that products of two of its numbers have the weight o, and adds to the totals. R is the sum of the others'
// vectors, and T = target - bias - sum of the others' numbers - |R|^2 / 2 where there are several others
// (their numbers are then a - |v|^2 / 2, so that all pairs among them are counted once).
void make_observations(const ObservationList& list, float bias, float* out, ObservationTotals& totals);

// sums[i][c] += sum_n left_n[i] right_n[c], for the stride + 2 leading numbers i of `left` (stride +
// observation_extra floats apart) and the `stride` numbers c of `right` (right_stride apart). Of the leading
// square only the part on and above the diagonal is right.
void add_outer_products(const float* left, const float* right, std::size_t right_stride, std::size_t count,
                        std::size_t stride, float* sums);

// Copies the part of the leading square above the diagonal below it.
void mirror(float* sums, std::size_t stride);

// out[i] = sum_c square[i][c] x[c]
void multiply(const float* square, const float* x, std::size_t stride, float* out);

// Factors the n x n matrix A = U'U in place, of which the part on and above the diagonal is read. A pivot
// that rounding has made too small is lifted, so that the result is finite where A is.
void factor(float* a, std::size_t n, std::size_t stride);
// b = U'^-1 b
void solve_lower(const float* u, std::size_t n, std::size_t stride, float* b);
// b = U^-1 b. With b = U'^-1 r + e and standard normal e this draws from N(A^-1 r, A^-1).
void solve_upper(const float* u, std::size_t n, std::size_t stride, float* b);

}  // namespace interplay::kernels
