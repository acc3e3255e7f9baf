// Layers one after the other: what a term of layers runs (stack.h), and what each branch of a layer is (branches.h).
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "terms/layers/layer.h"

namespace interplay::layers {

// Layers with the prefixes of their tensors' names. Prefixes may repeat, and may be empty.
using List = std::vector<std::pair<std::string, std::unique_ptr<Layer>>>;

class Sequence {
 public:
  explicit Sequence(List layers) : layers_(std::move(layers)) {}

  // Called once, first. Returns the shape of the outputs.
  Shape connect(const Shape& inputs);
  // Names start with `prefix`, the layer's own prefix and what it names them, those that are not empty joined by
  // slashes.
  void declare(const std::string& prefix, std::vector<TensorSpec>& specs);
  std::size_t tensors() const { return first_tensor_.back(); }
  std::size_t outputs() const { return widths_.back(); }
  bool whole_batch() const;

  // Numbers between the layers and two gradients as large as the largest of them, besides the layers' own.
  std::size_t scratch(std::size_t rows) const { return fixed_scratch(rows) + layer_scratch(rows); }
  std::size_t shared() const;
  void prepare(const StepContext& context, float* shared) const;

  // The outputs are settled. `in` may be changed.
  Values forward(const StepContext& context, const Values& in, std::span<float> scratch) const;
  // What forward returned.
  const Values& outputs_in(std::span<float> scratch) const { return values(scratch)[layers_.size()]; }
  // Where the caller writes the gradient of the outputs, in rows of stride_of(outputs()), before it calls backward.
  float* output_gradient(std::size_t rows, std::span<float> scratch) const;
  // Returns the gradient of the inputs, settled, in scratch.
  float* backward(const StepContext& context, std::size_t rows, std::span<float> scratch,
                  std::span<float* const> own_gradient) const;
  void update_statistics(Parameters& moved, const StepContext& context, std::size_t rows,
                         std::span<const float> scratch) const;

 private:
  // What forward leaves in scratch besides numbers: the values before every layer, and after the last.
  Values* values(std::span<float> scratch) const { return reinterpret_cast<Values*>(scratch.data()); }
  std::size_t records() const;
  float* gradients(std::size_t rows, std::span<float> scratch, std::size_t which) const {
    return scratch.data() + records() + which * rows * widest_;
  }
  std::size_t fixed_scratch(std::size_t rows) const { return records() + 2 * rows * widest_; }
  std::size_t layer_scratch(std::size_t rows) const;

  List layers_;
  std::size_t widest_ = 0;                 // stride of the widest matrix
  std::vector<std::size_t> widths_;        // before every layer, and after the last
  std::vector<std::size_t> first_tensor_;  // of every layer among the sequence's own, and their number
};

}  // namespace interplay::layers
