// The members of a model as tensors of a file: "<prefix><name of the tensor>", F32 or, rounded, BF16; rows x stride.
#pragma once

#include <string>
#include <vector>

#include "model/members.h"
#include "model/safetensors.h"

namespace interplay {

// Appends member m. The bytes stay where they are in `members`.
void store_member(const Members& members, std::size_t m, std::span<const TensorSpec> specs, const std::string& prefix,
                  std::vector<StoredTensor>& tensors);

// Adds the member that is stored behind `prefix`, where it lies in the file. Throws Error(bad_model) where a tensor is
// missing or of another shape.
void map_member(const SafetensorsFile& file, std::span<const TensorSpec> specs, const std::string& prefix,
                Members& members);

}  // namespace interplay
