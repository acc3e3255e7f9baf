// Normal equations of many small least-squares problems: the mean of, or a draw from, the Gaussian whose precision
// they are. Vectors have a stride of 0, 1, 4 or a multiple of 8 floats, zero where padded.
#pragma once

#include <cstddef>

namespace interplay::kernels {

// Factors the n x n matrix A = U'U in place, of which the part on and above the diagonal is read. A pivot
// that rounding has made too small is lifted, so that the result is finite where A is.
void factor(float* a, std::size_t n, std::size_t stride);
// b = U'^-1 b
void solve_lower(const float* u, std::size_t n, std::size_t stride, float* b);
// b = U^-1 b. With b = U'^-1 r + e and standard normal e this draws from N(A^-1 r, A^-1).
void solve_upper(const float* u, std::size_t n, std::size_t stride, float* b);

}  // namespace interplay::kernels
