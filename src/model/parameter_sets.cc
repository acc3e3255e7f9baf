#include "model/parameter_sets.h"

#include <algorithm>
#include <cstring>

#include "base/bfloat16.h"

namespace interplay {
namespace {

// Larger batches read most rows of a table anyway.
constexpr std::size_t few_rows = 64;

std::vector<TensorSpec> specs_of(const Parameters& parameters) {
  return {parameters.tensors().begin(), parameters.tensors().end()};
}

void decode(const std::uint16_t* from, std::size_t count, float* to) {
  for (std::size_t i = 0; i < count; ++i) to[i] = from_bfloat16(from[i]);
}

// Decodes the given rows, or all if there are none.
void decode(const MemberTensor& from, std::span<const std::uint32_t> rows, const WritableTensor& to) {
  if (from.exact != nullptr) {
    std::copy_n(from.exact, to.size(), to.data);
  } else if (rows.empty()) {
    decode(from.rounded, to.size(), to.data);
  } else {
    for (const std::uint32_t row : rows) decode(from.rounded + row * to.stride, to.stride, to.row(row));
  }
}

}  // namespace

void ParameterSets::add(Parameters parameters) {
  members_.emplace_back(std::make_shared<const Parameters>(std::move(parameters)));
}

void ParameterSets::add_rounded(const Parameters& parameters) {
  struct Block {
    AlignedArray<float> exact;
    AlignedArray<std::uint16_t> rounded;
  };
  std::size_t exact = 0, rounded = 0;
  for (const Tensor& tensor : parameters.tensors()) (tensor.sparse ? rounded : exact) += tensor.size();
  const auto block = std::make_shared<Block>(Block{AlignedArray<float>(exact), AlignedArray<std::uint16_t>(rounded)});
  std::vector<MemberTensor> tensors;
  float* next_exact = block->exact.data();
  std::uint16_t* next_rounded = block->rounded.data();
  for (const Tensor& tensor : parameters.tensors()) {
    if (tensor.sparse) {
      tensors.push_back({.rounded = next_rounded});
      next_rounded = std::transform(tensor.data, tensor.data + tensor.size(), next_rounded, to_bfloat16);
    } else {
      tensors.push_back({.exact = next_exact});
      next_exact = std::copy_n(tensor.data, tensor.size(), next_exact);
    }
  }
  add_stored(specs_of(parameters), std::move(tensors), block);
}

void ParameterSets::add_stored(std::span<const TensorSpec> specs, std::vector<MemberTensor> tensors,
                               std::shared_ptr<const void> owner) {
  if (std::ranges::all_of(tensors, [](const MemberTensor& tensor) { return tensor.rounded == nullptr; })) {
    std::vector<const float*> data;
    for (const MemberTensor& tensor : tensors) data.push_back(tensor.exact);
    return add(Parameters({specs.begin(), specs.end()}, data, std::move(owner)));
  }
  if (specs_.empty()) specs_.assign(specs.begin(), specs.end());
  members_.emplace_back(Stored{std::move(tensors), std::move(owner)});
}

void ParameterSets::append(ParameterSets other) {
  if (specs_.empty()) specs_ = std::move(other.specs_);
  std::ranges::move(other.members_, std::back_inserter(members_));
}

std::vector<MemberTensor> ParameterSets::stored(std::size_t m) const {
  if (const auto* stored = std::get_if<Stored>(&members_[m])) return stored->tensors;
  std::vector<MemberTensor> tensors;
  for (const Tensor& tensor : std::get<0>(members_[m])->tensors()) tensors.push_back({.exact = tensor.data});
  return tensors;
}

std::shared_ptr<const Parameters> ParameterSets::at(std::size_t m) const {
  const auto* stored = std::get_if<Stored>(&members_[m]);
  if (stored == nullptr) return std::get<0>(members_[m]);
  auto parameters = std::make_shared<Parameters>(specs_);
  for (TensorId id = 0; id < specs_.size(); ++id) decode(stored->tensors[id], {}, parameters->writable(id));
  return parameters;
}

MemberReader::MemberReader(const ParameterSets& members, const ModelPlan& plan, const Batch& batch)
    : members_(members) {
  if (members.specs_.empty() || batch.size() > few_rows) return;
  block_ = Parameters(members.specs_);
  rows_.resize(block_.size());
  for (const Embedding& table : plan.tables()) {
    for (std::size_t slot = 0; slot < table.fields(); ++slot) {
      BatchRows touched;
      table.index_batch(block_, batch, slot, touched);
      rows_[table.slots()[slot].tensor] = std::move(touched.rows);
    }
  }
}

const Parameters& MemberReader::operator[](std::size_t m) {
  const auto* stored = std::get_if<ParameterSets::Stored>(&members_.members_[m]);
  if (stored == nullptr) return *std::get<0>(members_.members_[m]);
  if (block_.size() == 0) block_ = Parameters(members_.specs_);
  rows_.resize(block_.size());
  for (TensorId id = 0; id < block_.size(); ++id) decode(stored->tensors[id], rows_[id], block_.writable(id));
  return block_;
}

}  // namespace interplay
