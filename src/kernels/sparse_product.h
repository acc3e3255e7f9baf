// Products of matrices whose left side has many zeros, as ReLU and dropout leave them: zeros are passed over.
#pragma once

#include "kernels/bit_rows.h"
#include "kernels/matrix.h"

namespace interplay::kernels {

// Floats of b that stay in the nearest cache while all rows of a go by.
constexpr std::size_t near_floats = 6 * 1024;

// `multiply`, where `nonzero` has the inner indices k of every row i of a at which element (i, k) is not 0. The result
// has the bits of `multiply` where b is finite and has more than one column.
void multiply_sparse(const Product& product, BitRows nonzero);

// Whether it is the faster of the two where so many elements of a are not 0 (by measurement).
bool pays_sparse(const Product& product, std::size_t nonzero);

// The product by the faster of the two.
void multiply_faster(const Product& product, BitRows nonzero);

}  // namespace interplay::kernels
