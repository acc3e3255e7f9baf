// y = x W + b.
#pragma once

#include <memory>

#include "terms/layers/layer.h"

namespace interplay::layers {

// Tensors: "<prefix>/kernel", inputs x width, from the initializer, and "<prefix>/bias", width x 1, from 0.
// The outputs are the first numbers of the layer's scratch.
std::unique_ptr<Layer> dense(std::size_t width, Initializer::Kind initializer = Initializer::Kind::glorot_uniform);

}  // namespace interplay::layers
