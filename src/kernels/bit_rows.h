// A set of columns for every row of a matrix, as bits: the elements that are not zero, or that dropout kept.
#pragma once

#include <cstddef>
#include <cstdint>

namespace interplay::kernels {

// Column j of row i is bit j % 64 of word i * words + j / 64. Bits beyond the columns are 0.
struct BitRows {
  std::uint64_t* data;
  std::size_t words;  // per row

  std::uint64_t* row(std::size_t i) const { return data + i * words; }
  static constexpr std::size_t words_for(std::size_t columns) { return (columns + 63) / 64; }
};

// The number of bits that are 1 in the first `rows` rows.
std::size_t count(BitRows bits, std::size_t rows);

// An estimate of that number from the first 32 rows.
std::size_t estimated_count(BitRows bits, std::size_t rows);

// Sets the bits of the elements of x (rows x columns, `stride` floats from row to row) that are not 0.
void find_nonzero(const float* x, std::size_t rows, std::size_t columns, std::size_t stride, BitRows out);

// Bit i of row j of `to` is bit j of row i of `from`, which has `rows` rows of `columns` columns.
void transpose(BitRows from, std::size_t rows, std::size_t columns, BitRows to);

}  // namespace interplay::kernels
