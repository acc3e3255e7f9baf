// Products of matrices whose left side has many zeros, from ReLU and dropout: zeros are skipped.
#pragma once

#include "kernels/bit_rows.h"
#include "kernels/matrix.h"

namespace interplay::kernels {

// The floats of b that stay in the nearest cache while all rows of a are processed.
constexpr std::size_t near_floats = 6 * 1024;

// `multiply`, with `nonzero` holding for every row i of a the inner indices k at which element (i, k) is not 0. The
// result has the bits of `multiply` if b is finite and has more than one column.
void multiply_sparse(const Product& product, BitRows nonzero);

// Whether it is the faster of the two if this many elements of a are not 0 (as measured).
bool pays_sparse(const Product& product, std::size_t nonzero);

// The product by the faster of the two.
void multiply_faster(const Product& product, BitRows nonzero);

}  // namespace interplay::kernels
