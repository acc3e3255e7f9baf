// Activations whose slope does not follow from their output, one number at a time or a row at a time; the others are in
// activation.h.
#pragma once

#include <memory>

#include "terms/layers/layer.h"

namespace interplay::layers {

// clang-format off
//   gelu:          x Phi(x), Phi the distribution function of the normal distribution. Hendrycks and Gimpel 2016
//   selu:          1.0507 x, and 1.0507 * 1.67326 (exp(x) - 1) below 0. Klambauer et al. 2017
//   prelu:         x, and a_c x below 0, a learned for each column c from 1/4 on. He et al. 2015
//   twice_sigmoid: 2 / (1 + exp(-x)), a gate that starts near 1
//   softmax:       exp(x_c) / sum_k exp(x_k)
// clang-format on
enum class Curve { gelu, selu, prelu, twice_sigmoid, softmax };

// Tensor of prelu: "<prefix>/slope", columns x 1.
std::unique_ptr<Layer> curve(Curve f);

}  // namespace interplay::layers
