// The fusion of two networks in FinalMLP: with x and y their outputs, cut into H parts each,
//   b + <k, [x, y]> + sum_h x_h^T W_h y_h.
// Mao et al. 2023, equation 11.
#pragma once

#include <memory>

#include "terms/layers/layer.h"

namespace interplay::layers {

// x is the first `first_width` inputs, y the others; `heads` divides both numbers. One output. Tensors:
// "<prefix>/kernel" (inputs x 1), "<prefix>/bias" (1 x 1), "<prefix>/products": row i holds the row of W_h for number i
// of x, which lies in part h.
std::unique_ptr<Layer> bilinear(std::size_t first_width, std::size_t heads);

}  // namespace interplay::layers
