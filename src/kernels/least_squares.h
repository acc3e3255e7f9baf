// Normal equations of many small least-squares problems: the mean of the Gaussian that they define, or a draw from it.
// Vectors have a stride of 0, 1, 4 or a multiple of 8 floats, with zero padding.
#pragma once

#include <cstddef>

namespace interplay::kernels {

// Rows of `a` are `stride` floats apart, stride >= n + 1. They hold the n x n matrix A, of which the part on and above
// the diagonal is read, in column n the right side r, and one more row as working memory. Let A = L D L', L unit lower
// triangular, and let e be the n numbers in `x`: 0 for the mean A^-1 r, standard normal for a draw from N(A^-1 r,
// A^-1). Then x becomes
//   L'^-1 (D^-1 L^-1 r + D^-1/2 e).
// `a` is overwritten. Returns false, with a useless x, if a pivot is so small relative to its diagonal that rounding
// determines it: A may then no longer be positive definite.
bool solve_normal(float* a, std::size_t n, std::size_t stride, float* x);

// Solves for one number after another given the rest, starting from x: x_j becomes (r_j - sum of A_jk x_k, k != j) /
// A_jj + e_j / sqrt(A_jj), a step of Gauss-Seidel if e is 0, otherwise of Gibbs sampling. Divisions are only by
// diagonals, so that an error of A or r stays as small in x, whatever the condition of A. A number with a diagonal of 0
// stays.
void solve_each(const float* a, std::size_t n, std::size_t stride, const float* e, float* x);

}  // namespace interplay::kernels
