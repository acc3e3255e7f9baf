// The parameters of a model: named tensors in one aligned block, or mapped from a file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/aligned.h"

namespace interplay {

// The starting values of a tensor. `scale`: half width of `uniform`, standard deviation of `normal`. glorot_uniform:
// half width sqrt(6 / (fan_in + fan_out)). he_normal: standard deviation sqrt(2 / fan_in), truncated at two standard
// deviations and rescaled to have it. identity: square matrices below each other, 1 on their diagonals.
struct Initializer {
  enum class Kind { zero, constant, uniform, normal, glorot_uniform, he_normal, identity } kind = Kind::zero;
  double scale = 0;
  std::size_t fan_in = 0, fan_out = 0;
};

// The L2 coefficient that applies to a tensor.
enum class Penalty { none, linear, factors, kernel };

struct TensorSpec {
  std::string name;  // "embedding/user", "linear/age", "bias", "mlp/0/kernel"
  std::size_t rows = 0, columns = 0;
  Initializer initializer = {};
  Penalty penalty = Penalty::none;
  bool sparse = false;       // a table: a step reads and updates some of its rows
  bool nonnegative = false;  // projected to >= 0 after every step
  // Row 0 stands for "unseen": it starts at zero, so that unseen ids add nothing.
  bool unseen_row = false;
  // The last row is the offset of a dense layer and starts at zero.
  bool offset_row = false;
  // False for tensors that no solver changes: the moving statistics of batch normalisation.
  bool trainable = true;
};

// Its numbers are to be read only; their owner changes them by Parameters::writable.
struct Tensor : TensorSpec {
  std::size_t stride = 0;  // floats per row: padded(columns); the padding is zero
  const float* data = nullptr;

  const float* row(std::size_t r) const { return data + r * stride; }
  std::size_t size() const { return rows * stride; }
  std::span<const float> values() const { return {data, size()}; }
};

// The numbers of a tensor, or of a part of one, for their owner to change. Null without any.
struct WritableTensor {
  float* data = nullptr;
  std::size_t rows = 0, columns = 0, stride = 0;

  explicit operator bool() const { return data != nullptr; }
  float* row(std::size_t r) const { return data + r * stride; }
  std::size_t size() const { return rows * stride; }
  std::span<float> values() const { return {data, size()}; }
};

using TensorId = std::size_t;

class Parameters {
 public:
  Parameters() = default;
  // Allocates zeroed tensors, each aligned to 64 bytes.
  explicit Parameters(std::vector<TensorSpec> specs);
  // Views tensors held elsewhere (a mapped file): data[i] belongs to specs[i] and is read only.
  Parameters(std::vector<TensorSpec> specs, std::span<const float* const> data, std::shared_ptr<const void> owner);
  Parameters(const Parameters& other);  // a deep copy, owned
  Parameters& operator=(const Parameters& other);
  Parameters(Parameters&&) noexcept = default;
  Parameters& operator=(Parameters&&) noexcept = default;

  // Fills every tensor by its initializer. The numbers of a row depend only on the seed, the tensor's name and the row.
  void initialize(std::uint64_t seed);

  std::size_t size() const { return tensors_.size(); }
  const Tensor& operator[](TensorId id) const { return tensors_[id]; }
  // One of these tensors, to be changed. Mapped ones cannot be: that throws std::logic_error.
  WritableTensor writable(const Tensor& tensor);
  WritableTensor writable(TensorId id) { return writable(tensors_[id]); }
  std::span<const Tensor> tensors() const { return tensors_; }
  // Null if there is none.
  const Tensor* lookup(std::string_view name) const;
  // Throws Error(bad_model) if there is none.
  const Tensor& find(std::string_view name) const;
  std::uint64_t count() const;  // numbers, without padding
  bool finite() const;

  // The whole owned block, padding included, for optimizers and snapshots. Empty if the tensors are mapped.
  std::span<float> block() { return storage_; }
  std::span<const float> block() const { return storage_; }

 private:
  std::vector<Tensor> tensors_;
  AlignedArray<float> storage_;
  std::shared_ptr<const void> owner_;
};

}  // namespace interplay
