#include "terms/parameters.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "base/files.h"
#include "base/random.h"
#include "interplay/error.h"
#include "kernels/arrays.h"

namespace interplay {
namespace {

constexpr std::size_t floats_per_line = AlignedArray<float>::alignment / sizeof(float);

std::size_t aligned_size(const Tensor& tensor) {
  return (tensor.size() + floats_per_line - 1) / floats_per_line * floats_per_line;
}

std::vector<Tensor> as_tensors(std::vector<TensorSpec> specs) {
  std::vector<Tensor> tensors;
  tensors.reserve(specs.size());
  for (TensorSpec& spec : specs) {
    Tensor tensor;
    static_cast<TensorSpec&>(tensor) = std::move(spec);
    tensor.stride = padded(tensor.columns);
    tensors.push_back(std::move(tensor));
  }
  return tensors;
}

AlignedArray<float> storage_for(std::span<const Tensor> tensors) {
  std::size_t total = 0;
  for (const Tensor& tensor : tensors) total += aligned_size(tensor);
  return AlignedArray<float>(total);
}

void lay_out(std::span<Tensor> tensors, const float* data) {
  for (Tensor& tensor : tensors) {
    tensor.data = data;
    data += aligned_size(tensor);
  }
}

// A standard normal limited to [-2, 2] has the standard deviation 0.87962566103423978.
double truncated_normal(RandomStream& random) {
  for (;;) {
    const double value = random.normal();
    if (std::abs(value) <= 2) return value / 0.87962566103423978;
  }
}

double draw(const Initializer& how, RandomStream& random) {
  const auto fan_in = static_cast<double>(how.fan_in), fan_out = static_cast<double>(how.fan_out);
  switch (how.kind) {
    case Initializer::Kind::zero:
    case Initializer::Kind::identity:
      return 0;
    case Initializer::Kind::constant:
      return how.scale;
    case Initializer::Kind::uniform:
      return how.scale * (2 * random.uniform_double() - 1);
    case Initializer::Kind::normal:
      return how.scale * random.normal();
    case Initializer::Kind::glorot_uniform:
      return std::sqrt(6 / (fan_in + fan_out)) * (2 * random.uniform_double() - 1);
    case Initializer::Kind::he_normal:
      return std::sqrt(2 / fan_in) * truncated_normal(random);
  }
  return 0;
}

void initialize_tensor(const Tensor& tensor, std::uint64_t seed, float* row) {
  // The name's hash is the stream's step: 48 bits, as a stream keeps no more.
  const std::uint64_t name = checksum(tensor.name) >> 16;
  for (std::size_t r = 0; r < tensor.rows; ++r, row += tensor.stride) {
    std::fill_n(row, tensor.stride, 0.0f);
    if ((tensor.unseen_row && r == 0) || (tensor.offset_row && r + 1 == tensor.rows)) continue;
    RandomStream random(seed, Purpose::initialize, name, r);
    for (std::size_t k = 0; k < tensor.columns; ++k) {
      const auto value = static_cast<float>(draw(tensor.initializer, random));
      row[k] = tensor.nonnegative ? std::abs(value) : value;
    }
    if (tensor.initializer.kind == Initializer::Kind::identity) row[r % tensor.columns] = 1;
  }
}

}  // namespace

Parameters::Parameters(std::vector<TensorSpec> specs)
    : tensors_(as_tensors(std::move(specs))), storage_(storage_for(tensors_)) {
  lay_out(tensors_, storage_.data());
}

Parameters::Parameters(std::vector<TensorSpec> specs, std::span<const float* const> data,
                       std::shared_ptr<const void> owner)
    : tensors_(as_tensors(std::move(specs))), owner_(std::move(owner)) {
  for (std::size_t i = 0; i < tensors_.size(); ++i) tensors_[i].data = data[i];
}

Parameters::Parameters(const Parameters& other) : tensors_(other.tensors_), storage_(storage_for(other.tensors_)) {
  lay_out(tensors_, storage_.data());
  for (std::size_t i = 0; i < tensors_.size(); ++i)
    if (tensors_[i].size() > 0)
      std::memcpy(writable(i).data, other.tensors_[i].data, tensors_[i].size() * sizeof(float));
}

Parameters& Parameters::operator=(const Parameters& other) {
  if (this != &other) *this = Parameters(other);
  return *this;
}

void Parameters::initialize(std::uint64_t seed) {
  for (TensorId id = 0; id < tensors_.size(); ++id)
    if (tensors_[id].size() > 0) initialize_tensor(tensors_[id], seed, writable(id).data);
}

WritableTensor Parameters::writable(const Tensor& tensor) {
  if (storage_.size() == 0) throw std::logic_error("parameters of a mapped file are not to be written to");
  const std::ptrdiff_t start = tensor.data - std::as_const(storage_).data();
  assert(start >= 0 && static_cast<std::size_t>(start) + tensor.size() <= storage_.size());
  return {storage_.data() + start, tensor.rows, tensor.columns, tensor.stride};
}

const Tensor* Parameters::lookup(std::string_view name) const {
  const auto found = std::ranges::find(tensors_, name, &Tensor::name);
  return found == tensors_.end() ? nullptr : &*found;
}

const Tensor& Parameters::find(std::string_view name) const {
  const Tensor* found = lookup(name);
  if (found == nullptr)
    throw Error(Code::bad_model, "the model has no tensor '" + std::string(name) + "'",
                "load a file that was written for this kind of model");
  return *found;
}

std::uint64_t Parameters::count() const {
  std::uint64_t total = 0;
  for (const Tensor& tensor : tensors_) total += std::uint64_t{tensor.rows} * tensor.columns;
  return total;
}

bool Parameters::finite() const {
  return std::ranges::all_of(tensors_, [](const Tensor& t) { return kernels::all_finite(t.data, t.size()); });
}

}  // namespace interplay
