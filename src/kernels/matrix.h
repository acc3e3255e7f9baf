// Products of row-major matrices of the sizes in dense layers: up to a few thousand on a side. One thread. Any
// alignment, any size. The order in which an element is summed depends on the shapes, but not on the number of rows; so
// it does not depend on how rows are grouped into calls.
#pragma once

#include <cstddef>

namespace interplay::kernels {

// Element (i, p) is at data[i * row_step + p * column_step]: a matrix as stored, or its transpose.
struct Strided {
  const float* data;
  std::size_t row_step, column_step;
};

// c = a b, or c += a b with `add`. a is rows x inner, b inner x columns with b_stride floats from row to row, c rows x
// columns with c_stride. c overlaps neither a nor b.
struct Product {
  std::size_t rows, inner, columns;
  Strided a;
  const float* b;
  std::size_t b_stride;
  float* c;
  std::size_t c_stride;
  bool add;
};
void multiply(const Product& product);

// to[j][i] = from[i][j], where from is rows x columns.
void transpose(const float* from, std::size_t rows, std::size_t columns, std::size_t from_stride, float* to,
               std::size_t to_stride);
// to[j][i] += from[i][j].
void add_transpose(const float* from, std::size_t rows, std::size_t columns, std::size_t from_stride, float* to,
                   std::size_t to_stride);

}  // namespace interplay::kernels
