// What a dense layer does beside its products: bias, activation, sums of rows, dropout. Matrices are
// row-major with `stride` floats from row to row.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/bit_rows.h"

namespace interplay::kernels {

enum class Activation { identity, relu, tanh, sigmoid };

// x = f(x + bias), the bias one of each column, or none when null.
void activate(Activation f, const float* bias, std::size_t rows, std::size_t columns, std::size_t stride, float* x);

// What the next layer reads of its inputs.
struct Kept {
  BitRows bits;      // what dropout keeps, or yet to be written
  bool drops;        // whether bits tell what dropout keeps
  float factor = 1;  // of what is kept
};
// The same as the next layer reads it: 0 where dropout leaves it out, else times the factor. Behind relu, the bits are
// left where the outcome is not 0; else they are only read.
void activate(Activation f, const float* bias, std::size_t rows, std::size_t columns, std::size_t stride, Kept kept,
              float* x);
// gradient *= f'(z), from the outputs y = f(z): relu y > 0, tanh 1 - y^2, sigmoid y (1 - y).
void activate_backward(Activation f, const float* y, std::size_t rows, std::size_t columns, std::size_t stride,
                       float* gradient);

// What is kept of a row in `parts` pieces of `columns` numbers, `from_stride` floats apart (padding 0, base/aligned.h),
// side by side; rows of `to` are `to_stride` floats apart, and what is between them is written over.
void put_side_by_side(const float* from, std::size_t rows, std::size_t parts, std::size_t columns,
                      std::size_t from_stride, float* to, std::size_t to_stride);
// The way back: to += from, padding untouched. Reads up to seven floats more.
void add_apart(const float* from, std::size_t rows, std::size_t parts, std::size_t columns, std::size_t from_stride,
               float* to, std::size_t to_stride);

// sums[j] += the sum of column j, in the order of rows. Finds where x is not 0 on the way.
void add_rows(const float* x, std::size_t rows, std::size_t columns, std::size_t stride, float* sums, BitRows nonzero);
// x = 0 where bits are 0, as relu's slope has it; sums[j] += the sum of column j, in the order of rows.
void keep_and_add_rows(BitRows bits, std::size_t rows, std::size_t columns, std::size_t stride, float* x, float* sums);

// Dropout: whether the input (row, column) of a layer is left out in a training step depends on its
// coordinates alone. The random bits of a row are those of the words of RandomStream(seed, Purpose::dropout,
// step, layer << 32 | row), the lowest of a word first; column c takes `width` of them from bit c * width on,
// and is left out when they are below `limit`.
struct Dropout {
  double rate;  // 0 to below 1
  std::uint64_t seed, step;
  std::uint32_t layer, first_row;
};
// The fewest bits, 1, 2, 4, 8 or 16, by which the rate, rounded to 16 bits, can be drawn: one is enough for a
// half.
struct DropoutBits {
  std::uint32_t width, limit;
};
DropoutBits dropout_bits(double rate);

// Finds what is kept of `columns` inputs.
void draw(const Dropout& dropout, std::size_t rows, std::size_t columns, BitRows kept);

}  // namespace interplay::kernels
