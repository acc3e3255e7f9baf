#include "model/member_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace interplay {

void store_member(const ParameterSets& members, std::size_t m, std::span<const TensorSpec> specs,
                  const std::string& prefix, std::vector<StoredTensor>& tensors) {
  const std::vector<MemberTensor> stored = members.stored(m);
  for (TensorId id = 0; id < specs.size(); ++id) {
    const std::size_t stride = padded(specs[id].columns), size = specs[id].rows * stride;
    const bool exact = stored[id].exact != nullptr;
    tensors.push_back(
        {prefix + specs[id].name,
         exact ? TensorType::f32 : TensorType::bf16,
         {specs[id].rows, stride},
         exact ? as_bytes(std::span(stored[id].exact, size)) : as_bytes(std::span(stored[id].rounded, size))});
  }
}

namespace {

// Checks what every prediction depends on: bias, noise, thresholds, layers, slopes of numbers. Tables of categories are
// large and are not read completely here; a damaged row of one shows in the predictions that read it.
void check_finite(const SafetensorsFile& file, const std::string& name, std::span<const float> values) {
  if (!std::ranges::all_of(values, [](float value) { return std::isfinite(value); }))
    file.fail(fmt::format("has a number in tensor '{}' that is not finite", name));
}

}  // namespace

void map_member(const SafetensorsFile& file, std::span<const TensorSpec> specs, const std::string& prefix,
                ParameterSets& members) {
  std::vector<MemberTensor> tensors;
  for (const TensorSpec& spec : specs) {
    const std::string name = prefix + spec.name;
    const bool rounded = file.has(name, TensorType::bf16);
    const StoredTensor& tensor = file.find(name, rounded ? TensorType::bf16 : TensorType::f32, 2);
    if (tensor.shape[0] != spec.rows || tensor.shape[1] != padded(spec.columns))
      file.fail(fmt::format("has a tensor '{}' of {} rows and stride {}, the model has {} and {}", name,
                            tensor.shape[0], tensor.shape[1], spec.rows, padded(spec.columns)));
    MemberTensor& member = tensors.emplace_back();
    if (rounded) {
      member.rounded = reinterpret_cast<const std::uint16_t*>(tensor.bytes.data());
    } else {
      member.exact = reinterpret_cast<const float*>(tensor.bytes.data());
      if (!spec.sparse) check_finite(file, name, {member.exact, tensor.bytes.size() / sizeof(float)});
    }
  }
  members.add_stored(specs, std::move(tensors), file.owner());
}

}  // namespace interplay
