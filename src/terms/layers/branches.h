// A layer of several lists of layers that read the same inputs, and whose outputs are joined.
#pragma once

#include <memory>
#include <vector>

#include "terms/layers/sequence.h"

namespace interplay::layers {

// With y_1 ... y_n the outputs of the lists:
// clang-format off
//   side_by_side: [y_1 ... y_n]
//   product:      y_1 * y_2, number by number; two lists of equal widths
//   weighted:     y_1 has E numbers and y_2 has E blocks of equal width: block e times number e
// clang-format on
enum class Join { side_by_side, product, weighted };

// Tensors are those of the lists, after the layer's prefix and a slash.
std::unique_ptr<Layer> branches(Join join, std::vector<List> lists);

// A branch of one layer.
List single(std::string prefix, std::unique_ptr<Layer> layer);

}  // namespace interplay::layers
