// The members of a model as tensors of a file: "<prefix><name of the tensor>", rows x stride, as F32 or, if rounded,
// BF16.
#pragma once

#include <string>
#include <vector>

#include "model/parameter_sets.h"
#include "model/safetensors.h"

namespace interplay {

// Appends the tensors of member m. They refer to the bytes in `members`.
void store_member(const ParameterSets& members, std::size_t m, std::span<const TensorSpec> specs,
                  const std::string& prefix, std::vector<StoredTensor>& tensors);

// Adds the member whose tensors have the prefix `prefix`, without copying them. Throws Error(bad_model) if a tensor is
// missing or has another shape.
void map_member(const SafetensorsFile& file, std::span<const TensorSpec> specs, const std::string& prefix,
                ParameterSets& members);

}  // namespace interplay
