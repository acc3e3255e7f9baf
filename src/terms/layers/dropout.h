// Dropout: training leaves each number out with a given probability, and divides the others by the probability to stay.
// Srivastava et al. 2014.
#pragma once

#include <memory>

#include "terms/layers/layer.h"

namespace interplay::layers {

// Random bits: kernels::Dropout. `number`: which of the perceptron's dense layers reads the outputs, from 0.
std::unique_ptr<Layer> dropout(double rate, std::uint32_t number);

}  // namespace interplay::layers
