// Batch normalisation of every column (terms/batch_norm.h).
#pragma once

#include <memory>

#include "terms/layers/layer.h"
#include "terms/norm_options.h"

namespace interplay::layers {

// Tensors: "<prefix>/norm/scale", "shift", "mean" and "variance".
std::unique_ptr<Layer> batch_norm(const NormOptions& options);

}  // namespace interplay::layers
