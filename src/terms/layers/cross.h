// The cross network of DCN-v2: every step multiplies what it has by the inputs once more, so that `depth` steps reach
// products of depth + 1 features. With x_0 the inputs,
//   x_{l+1} = x_0 * z_l(x_l) + x_l,   * number by number,
// where z_l is one of
// clang-format off
//   W x + b                                                    Wang et al. 2021, equation 1
//   (W x + b) * sigmoid(V x + c)                               with a gate. Wang et al. 2023 (GDCN), equation 2
//   b + sum_e g_e U_e tanh(C_e tanh(V_e x + c_e) + d_e),       a mixture of E matrices of rank R;
//   g = softmax(G x + h)                                       Wang et al. 2021, equation 4, with c, d and h besides
// clang-format on
#pragma once

#include <memory>

#include "terms/layers/layer.h"

namespace interplay::layers {

struct CrossOptions {
  std::size_t depth = 3;
  std::size_t rank = 0;  // 0: W is a whole matrix
  std::size_t experts = 4;
  bool gate = false;
  Initializer::Kind initializer = Initializer::Kind::glorot_uniform;
};

// As wide as its inputs. Tensors of step l, after "<prefix>/<l>/": "kernel" and "bias" of W; with a gate those, and
// "gate/kernel" and "gate/bias" of V; of a mixture "experts/<e>/in", "experts/<e>/core" and "experts/gate", each with
// "/kernel" and "/bias", and "kernel" (all U_e below each other) and "bias".
std::unique_ptr<Layer> cross(const CrossOptions& options);
std::unique_ptr<Layer> cross(std::size_t depth);

}  // namespace interplay::layers
