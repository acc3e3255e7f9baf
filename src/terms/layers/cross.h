// The cross network of DCN-v2: every step multiplies what it has by the inputs once more, so that `depth` steps reach
// products of depth + 1 features. With x_0 the inputs,
//   x_{l+1} = x_0 * (W_l x_l + b_l) + x_l,   * number by number.
// Wang et al. 2021, equation 1.
#pragma once

#include <memory>

#include "terms/layers/layer.h"

namespace interplay::layers {

// As wide as its inputs. Tensors: "<prefix>/<l>/kernel", width x width, and "<prefix>/<l>/bias".
std::unique_ptr<Layer> cross(std::size_t depth, Initializer::Kind initializer = Initializer::Kind::glorot_uniform);

}  // namespace interplay::layers
