// The work of a dense layer besides its products: bias, activation, sums of rows, dropout. Matrices are row-major with
// `stride` floats from row to row.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/bit_rows.h"

namespace interplay::kernels {

enum class Activation { identity, relu, tanh, sigmoid };

// x = f(x + bias), with a bias for each column, or none if it is null.
void activate(Activation f, const float* bias, std::size_t rows, std::size_t columns, std::size_t stride, float* x);

// Which numbers the next layer reads: all, those that dropout keeps, or (behind relu) those that are not 0.
struct DropoutMask {
  BitRows bits;      // what dropout keeps; may still have to be written
  bool is_dropout;   // whether the bits are those of dropout
  float factor = 1;  // of the kept inputs
};
// The same with the dropout of the next layer: 0 where it leaves an element out, otherwise times the factor. After
// relu, the bits remain where the result is not 0; otherwise they are only read.
void activate(Activation f, const float* bias, std::size_t rows, std::size_t columns, std::size_t stride,
              DropoutMask kept, float* x);
// gradient *= f'(z), from the outputs y = f(z): relu y > 0, tanh 1 - y^2, sigmoid y (1 - y).
void activate_backward(Activation f, const float* y, std::size_t rows, std::size_t columns, std::size_t stride,
                       float* gradient);

// Copies what is kept of a row, from `parts` pieces of `columns` numbers, `from_stride` floats apart (padding 0,
// base/aligned.h), side by side. Rows of `to` are `to_stride` floats apart; what is between them is overwritten.
void put_side_by_side(const float* from, std::size_t rows, std::size_t parts, std::size_t columns,
                      std::size_t from_stride, float* to, std::size_t to_stride);
// The reverse for gradients: to += from, with padding untouched. Reads up to seven floats more.
void add_apart(const float* from, std::size_t rows, std::size_t parts, std::size_t columns, std::size_t from_stride,
               float* to, std::size_t to_stride);

// sums[j] += the sum of column j, in the order of rows. Also finds where x is not 0.
void add_rows(const float* x, std::size_t rows, std::size_t columns, std::size_t stride, float* sums, BitRows nonzero);
// x = 0 where bits are 0, as relu's slope has it; sums[j] += the sum of column j, in the order of rows.
void keep_and_add_rows(BitRows bits, std::size_t rows, std::size_t columns, std::size_t stride, float* x, float* sums);

// Dropout. Whether the input (row, column) of a layer is left out in a training step depends only on its coordinates.
// The random bits of a row are those of the words of RandomStream(seed, Purpose::dropout, step, layer << 32 | row), the
// lowest of a word first. Column c takes `width` of them from bit c * width on, and is left out if they are below
// `limit`.
struct Dropout {
  double rate;  // 0 to below 1
  std::uint64_t seed, step;
  std::uint32_t layer, first_row;
};
// The fewest bits, 1, 2, 4, 8 or 16, that can draw the rate, rounded to 16 bits. One is enough for a half.
struct DropoutBits {
  std::uint32_t width, limit;
};
DropoutBits dropout_bits(double rate);

// Determines which of `columns` inputs are kept.
void draw(const Dropout& dropout, std::size_t rows, std::size_t columns, BitRows kept);

}  // namespace interplay::kernels
