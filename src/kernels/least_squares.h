// Normal equations of many small least-squares problems: the mean of, or a draw from, the Gaussian whose precision
// they are. Vectors have a stride of 0, 1, 4 or a multiple of 8 floats, zero where padded.
#pragma once

#include <cstddef>

namespace interplay::kernels {

// Rows of `a` are `stride` floats apart, stride >= n + 1: the n x n matrix A, of which the part on and above the
// diagonal is read, in column n the right side r, and one more row as memory. With A = L D L', L unit lower triangular,
// and e the n numbers of `x`, which are 0 for the mean A^-1 r and standard normal for a draw from N(A^-1 r, A^-1), x
// becomes
//   L'^-1 (D^-1 L^-1 r + D^-1/2 e).
// `a` is overwritten. False, and x of no use, where a pivot is so small beside its diagonal that rounding decides what
// it is: A may then have lost that it is positive definite.
bool solve_normal(float* a, std::size_t n, std::size_t stride, float* x);

// One number after the other given the rest, from what x is: x_j becomes (r_j - sum of A_jk x_k, k != j) / A_jj + e_j /
// sqrt(A_jj), a step of Gauss and Seidel where e is 0, else of Gibbs. Nothing is divided by but diagonals, so that an
// error of A or r stays as small in x, whatever the condition of A. A number with a diagonal of 0 stays.
void solve_each(const float* a, std::size_t n, std::size_t stride, const float* e, float* x);

}  // namespace interplay::kernels
