// Dice: prelu whose corner lies at the mean of the batch and is as soft as its spread,
//   y = p x + (1 - p) a_c x,  p = sigmoid((x - mean_c) / sqrt(variance_c + epsilon)),
// a_c learned for each column from 0 on. Zhou et al. 2018, "Deep interest network for click-through rate prediction",
// section 5.3.
#pragma once

#include <memory>

#include "terms/layers/layer.h"
#include "terms/norm_options.h"

namespace interplay::layers {

// Mean and variance are kept as batch normalisation keeps them; epsilon is the paper's 1e-8, whatever the options say.
// Tensors: "<prefix>/slope", "<prefix>/dice/mean" and "variance".
std::unique_ptr<Layer> dice(NormOptions options);

}  // namespace interplay::layers
