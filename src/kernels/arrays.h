// Whole arrays. Any alignment, any size.
#pragma once

#include <cstddef>

namespace interplay::kernels {

// y += a x
void axpy(float a, const float* x, float* y, std::size_t size);
// x *= a
void scale(float a, float* x, std::size_t size);
float dot(const float* x, const float* y, std::size_t size);

// sum of x^2 in double: eight partial sums (element i goes to sum i mod 8), then added in a fixed tree. A
// product of two floats is exact in double, so the bits are the same on every SIMD target.
double sum_of_squares(const float* x, std::size_t size);

// No NaN, no infinity.
bool all_finite(const float* x, std::size_t size);

}  // namespace interplay::kernels
