// Layer normalisation: every row is shifted and scaled to mean 0 and variance 1 over its numbers (variance over n, plus
// 1e-5), then every column by learned numbers. Ba, Kiros, Hinton 2016. Other than batch normalisation it needs no
// other rows, and does in training what it does in prediction.
#pragma once

#include <memory>

#include "terms/layers/layer.h"

namespace interplay::layers {

// Tensors: "<prefix>/layer_norm/scale" and "shift".
std::unique_ptr<Layer> layer_norm();

}  // namespace interplay::layers
