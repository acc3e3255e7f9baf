// Which of many numbers are large enough.
#pragma once

#include <cstddef>
#include <cstdint>

namespace interplay::kernels {

// Writes the places r * columns + c of the numbers values[r][c] that are not below thresholds[r] (NaN is not), in
// order; returns how many. `places` has room for rows * columns.
std::size_t find_not_below(const float* values, std::size_t rows, std::size_t columns, const float* thresholds,
                           std::uint32_t* places);

}  // namespace interplay::kernels
