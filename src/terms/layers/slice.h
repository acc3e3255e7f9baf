// A layer that passes on some of its inputs.
#pragma once

#include <memory>

#include "terms/layers/layer.h"

namespace interplay::layers {

// Inputs [first, first + count).
std::unique_ptr<Layer> slice(std::size_t first, std::size_t count);

}  // namespace interplay::layers
