// One layer of a perceptron: y = f(norm(dropout(x) W + b)).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernels/layer.h"
#include "terms/batch_norm.h"
#include "terms/term.h"

namespace interplay {

// The row stride, in floats, of the matrices between layers.
constexpr std::size_t layer_stride(std::size_t columns) { return (columns + 7) / 8 * 8; }

class DenseLayer {
 public:
  struct Shape {
    std::size_t inputs, outputs;
    kernels::Activation activation;
    double dropout;
    bool batch_norm;
    NormOptions norm;
    Initializer::Kind initializer;
    std::uint32_t number;        // index of the layer, for dropout's random bits
    kernels::Activation before;  // the activation that made the inputs; identity for the first layer
  };
  explicit DenseLayer(const Shape& shape) : shape_(shape), norm_(shape.norm) {}

  std::size_t inputs() const { return shape_.inputs; }
  std::size_t outputs() const { return shape_.outputs; }
  void declare(const std::string& prefix, std::vector<TensorSpec>& specs);
  std::size_t tensors() const { return 2 + (shape_.batch_norm ? BatchNorm::tensors : 0); }

  std::size_t scratch(std::size_t rows) const;
  // Draws dropout for rows [first, first + count) of `rows` rows of inputs, and returns which of the inputs the layer
  // reads. The caller that writes the inputs has to apply it.
  kernels::Kept draw(const Pass& pass, std::size_t first, std::size_t count, std::size_t rows,
                     std::span<float> scratch) const;
  // Returns the outputs before their activation, in scratch.
  float* forward(const Pass& pass, std::size_t rows, const float* x, std::span<float> scratch) const;
  // Applies the activation, and the dropout of the next layer.
  void activate(const Pass& pass, std::size_t rows, float* outputs, const kernels::Kept& next) const;
  // The floats of the transposed kernel, which `backward` reads, and the function that writes it.
  std::size_t turned_size() const { return layer_stride(shape_.outputs) * layer_stride(shape_.inputs); }
  void turn(const Pass& pass, float* turned) const;
  // `turned`: the transposed kernel. `x`: the inputs of forward; if the layer before needs them, those that dropout
  // kept are returned without their scale. `gradient`: of the outputs; overwritten. `next`: the outputs that were not 0
  // for the next layer, if they come from relu and bits are kept. `x_gradient`: of the inputs; after relu, entries that
  // the bits of the inputs leave out have to be left out by the layer before.
  void backward(const Pass& pass, const float* turned, std::size_t rows, float* x, float* gradient,
                const kernels::BitRows& next, float* x_gradient, std::span<float> scratch,
                std::span<float* const> own_gradient) const;
  // Which inputs were not 0, or kept, after draw. Without data if all are.
  kernels::Kept kept(const Pass& pass, std::size_t rows, std::span<float> scratch) const;
  void follow(Parameters& moved, const Pass& pass, std::size_t rows, std::span<const float> scratch) const;

 private:
  bool drops(const Pass& pass) const { return pass.training && shape_.dropout > 0; }
  // Whether the inputs probably have enough zeros to make skipping them pay.
  bool has_zeros(const Pass& pass) const { return drops(pass) || shape_.before == kernels::Activation::relu; }
  // The sections of scratch.
  struct Parts {
    float *outputs, *turned;  // turned: the transposed gradient of the kernel, temporarily
    // Which inputs are not 0, or were kept by dropout; which gradients of the outputs are not 0; temporarily, one of
    // them by columns.
    kernels::BitRows inputs, gradients, columns;
    std::span<float> norm;
  };
  Parts parts(std::size_t rows, float* scratch) const;
  // Where the last section begins, that of batch normalisation.
  std::size_t norm_start(std::size_t rows) const;
  // Reads from `parts` which gradients are not 0.
  void add_kernel_gradient(const Pass& pass, std::size_t rows, const float* x, const float* gradient,
                           const Parts& parts, float* sum) const;

  Shape shape_;
  TensorId kernel_ = 0, bias_ = 0;
  BatchNorm norm_;
};

}  // namespace interplay
