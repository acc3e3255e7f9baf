// Gates of fields: each number of a field's vector is multiplied by a sum over the same number of all fields, and what
// comes of it stands beside the vectors,
//   [x, x * g],  g_fk = b_f + sum_h x_hk w_hf,
// with w from 0 and b from 1. "Feature gating" in the code of FinalNet's authors (FuxiCTR, model_zoo/FinalNet).
#pragma once

#include <memory>

#include "terms/layers/layer.h"

namespace interplay::layers {

// Inputs: the vectors of `fields` fields side by side. Tensors: "<prefix>/kernel", fields x fields, and "bias".
std::unique_ptr<Layer> field_gate(std::size_t fields);

}  // namespace interplay::layers
