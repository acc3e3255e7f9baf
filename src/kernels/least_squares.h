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
// A pivot that rounding has made too small is lifted, so that the result is finite where A is. `a` is overwritten.
void solve_normal(float* a, std::size_t n, std::size_t stride, float* x);

}  // namespace interplay::kernels
