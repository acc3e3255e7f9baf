// The layout of the sums of normal equations: of a symmetric square the part on and above the diagonal, in panels.
#pragma once

#include <cstddef>

namespace interplay::kernels {

// A symmetric square of `rank` rows, for vectors of `stride` floats (padded(rank) of base/aligned.h). A panel is
// `width` rows of it, from its own first column on: column after column, `width` numbers each, so that a register holds
// a part of a column. The square on the diagonal is whole; rows from `rank` on are zero.
struct Panels {
  std::size_t rank = 0, stride = 0;

  constexpr std::size_t width() const { return stride < 8 ? stride : 8; }
  // Floats of the square.
  constexpr std::size_t size() const {
    std::size_t floats = 0;
    for (std::size_t row = 0; row < rank; row += width()) floats += (rank - row) * width();
    return floats;
  }
  // Floats of the square and of two vectors after it.
  constexpr std::size_t sums_size() const { return size() + 2 * stride; }
};

}  // namespace interplay::kernels
