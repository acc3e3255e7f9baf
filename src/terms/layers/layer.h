// Wing layers: the parts of perceptrons, and the term that runs a list of them (stack.h). In: a matrix with a row for
// each row of a tile. Out: another one, and on the way back the gradients of inputs and tensors. Models list layers
// (terms/mlp.h is the usual list); nothing else calls them.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "kernels/layer.h"
#include "terms/term.h"

namespace interplay::layers {

using kernels::Activation;

// The row stride, in floats, of the matrices between layers.
constexpr std::size_t stride_of(std::size_t width) { return (width + 7) / 8 * 8; }

// What a layer knows of its inputs before there are any: how many a row has, and how they are made.
struct Shape {
  std::size_t width = 0;
  Activation activation = Activation::identity;  // of the layers since the last one with a kernel
  double dropout = 0;                            // share that training leaves out, after the activation

  // Whether the layer before reads its outputs again in backward, so that a layer must not overwrite them in forward.
  bool read_again() const { return activation != Activation::identity; }
};

// The numbers between two layers. A dense layer leaves its bias, and an activation itself, to the next layer that needs
// the numbers: it applies both by `settle`, together with its own dropout, in one pass over memory.
struct Values {
  float* data = nullptr;
  std::size_t rows = 0, width = 0;
  const float* bias = nullptr;                   // still to be added to every row,
  Activation activation = Activation::identity;  // and still to be applied then
  kernels::BitRows nonzero = {};                 // which numbers may differ from 0; without data: all

  std::size_t stride() const { return stride_of(width); }
};

// Brings the numbers up to date. With `kept`, numbers that it leaves out become 0; it remains as `nonzero`.
void settle(Values& values, kernels::DropoutMask kept = {});

// The gradient of the numbers between two layers: rows and width are those of the numbers. Numbers outside of `kept`
// have the gradient 0, whatever `data` holds; without bits, all count.
struct Gradient {
  float* data = nullptr;
  kernels::BitRows kept = {};
  bool has_factor = false;  // already multiplied by the factor of the dropout behind relu that made the numbers
};

// Writes the zeros that `gradient.kept` still leaves to its reader.
void settle(Gradient& gradient, const Values& values);

// A layer owns no scratch memory, as terms do not. What forward leaves in `scratch` is there in backward.
class Layer {
 public:
  virtual ~Layer() = default;

  // Called once, first. Returns the shape of the outputs.
  virtual Shape connect(const Shape& inputs) = 0;
  // Appends the layer's tensors, named "<prefix>/...", and remembers their ids, which start at specs.size().
  virtual void declare(const std::string& /*prefix*/, std::vector<TensorSpec>& /*specs*/) {}

  // The floats of scratch for this number of rows, a multiple of 8.
  virtual std::size_t scratch(std::size_t /*rows*/) const { return 0; }
  // As Term::shared and Term::prepare; a multiple of 8 floats.
  virtual std::size_t shared() const { return 0; }
  virtual void prepare(const StepContext& /*context*/, float* /*shared*/) const {}
  virtual bool whole_batch() const { return false; }

  // Returns the outputs: in scratch, or the inputs changed in place.
  virtual Values forward(const StepContext& context, Values& in, std::span<float> scratch) const = 0;
  // From the gradient of the outputs to that of the inputs, which it returns: in place, or in `spare`, which holds a
  // matrix as large as the largest between layers. `in` and `out` are as forward and the next layer left them. Adds the
  // gradients of the layer's tensors to own_gradient[i] (i-th declared tensor).
  virtual Gradient backward(const StepContext& context, Values& in, const Values& out, Gradient gradient, float* spare,
                            std::span<float> scratch, std::span<float* const> own_gradient) const = 0;
  // As Term::update_statistics.
  virtual void update_statistics(Parameters& /*moved*/, const StepContext& /*context*/, std::size_t /*rows*/,
                                 std::span<const float> /*scratch*/) const {}
};

// Copies numbers to `to`, so that a layer which works in place leaves those of the layer before as they are.
Values copied(const Values& values, float* to);

}  // namespace interplay::layers
