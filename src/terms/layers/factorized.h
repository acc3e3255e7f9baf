// What a layer of FinalNet does after its dense product: its outputs are two halves a and b, and their product, number
// by number, makes each layer raise the degree of the polynomial that the network is.
//   sum: a + a b, half as wide;  concat: [a, a b]
// Zhu et al. 2023, "FINAL: factorized interaction layer".
#pragma once

#include <memory>

#include "terms/layers/layer.h"

namespace interplay::layers {

enum class Factorized { sum, concat };

// The inputs are an even number.
std::unique_ptr<Layer> factorized(Factorized join);

}  // namespace interplay::layers
