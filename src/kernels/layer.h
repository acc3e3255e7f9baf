// What a dense layer does beside its products: bias, activation, sums of rows, dropout. Matrices are row-major with
// `stride` floats from row to row.
#pragma once

#include <cstddef>
#include <cstdint>

namespace interplay::kernels {

enum class Activation { identity, relu, tanh, sigmoid };

// x = f(x + bias), the bias one of each column, or none when null.
void activate(Activation f, const float* bias, std::size_t rows, std::size_t columns, std::size_t stride, float* x);
// gradient *= f'(z), from the outputs y = f(z): relu y > 0, tanh 1 - y^2, sigmoid y (1 - y).
void activate_backward(Activation f, const float* y, std::size_t rows, std::size_t columns, std::size_t stride,
                       float* gradient);

// sums[j] += the sum of column j, in the order of rows.
void add_rows(const float* x, std::size_t rows, std::size_t columns, std::size_t stride, float* sums);

// x *= y
void multiply_elements(const float* y, float* x, std::size_t size);

// Dropout: whether the input (row, column) of a layer is left out in a training step depends on its coordinates alone.
// The random bits of a row are the words of RandomStream(seed, Purpose::dropout, step, layer << 32 | row); column c
// takes half c % 2 (0: the lower) of word c / 2, and is left out when that half is below 65536 * rate, rounded.
struct Dropout {
  double rate;  // 0 to below 1
  std::uint64_t seed, step;
  std::uint32_t layer, first_row;
};
// factors[r][c] = 0 where left out, else 1 / (1 - rate), for all columns of rows of 8 * groups columns.
void dropout_factors(const Dropout& dropout, std::size_t rows, std::size_t groups, float* factors);

}  // namespace interplay::kernels
