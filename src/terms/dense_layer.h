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

// Floats from row to row of the matrices between layers.
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
    std::uint32_t number;        // among the layers: dropout's random bits
    kernels::Activation before;  // what the inputs are outputs of; identity for the first layer's
  };
  explicit DenseLayer(const Shape& shape) : shape_(shape), norm_(shape.norm) {}

  std::size_t inputs() const { return shape_.inputs; }
  std::size_t outputs() const { return shape_.outputs; }
  void declare(const std::string& prefix, std::vector<TensorSpec>& specs);
  std::size_t tensors() const { return 2 + (shape_.batch_norm ? BatchNorm::tensors : 0); }

  std::size_t scratch(std::size_t rows) const;
  // What the layer reads of rows [first, first + count) of its inputs, of `rows`; draws what dropout leaves out.
  // Whoever writes the inputs heeds it.
  kernels::Kept draw(const Pass& pass, std::size_t first, std::size_t count, std::size_t rows,
                     std::span<float> scratch) const;
  // Returns the outputs before their activation, in scratch.
  float* forward(const Pass& pass, std::size_t rows, const float* x, std::span<float> scratch) const;
  // The activation, as the next layer reads it.
  void activate(const Pass& pass, std::size_t rows, float* outputs, const kernels::Kept& next) const;
  // Floats of the kernel turned over, as `backward` reads it, and what writes them.
  std::size_t turned_size() const { return layer_stride(shape_.outputs) * layer_stride(shape_.inputs); }
  void turn(const Pass& pass, float* turned) const;
  // `turned`: the kernel. `x`: the inputs that forward had; where the layer before needs it, what dropout kept is given
  // back unscaled. `gradient`: of the outputs; overwritten. `next`: where the next layer read outputs that were not 0,
  // if relu made them and bits are kept. x_gradient: of the inputs; behind relu, what the inputs' bits leave out is for
  // the layer before to leave out.
  void backward(const Pass& pass, const float* turned, std::size_t rows, float* x, float* gradient,
                const kernels::BitRows& next, float* x_gradient, std::span<float> scratch,
                std::span<float* const> own_gradient) const;
  // Where inputs were not 0, or kept; after draw. Without data if all are.
  kernels::Kept kept(const Pass& pass, std::size_t rows, std::span<float> scratch) const;
  void follow(Parameters& moved, const Pass& pass, std::size_t rows, std::span<const float> scratch) const;

 private:
  bool drops(const Pass& pass) const { return pass.training && shape_.dropout > 0; }
  // Whether the inputs can be expected to have zeros worth passing over.
  bool has_zeros(const Pass& pass) const { return drops(pass) || shape_.before == kernels::Activation::relu; }
  // The parts of scratch.
  struct Parts {
    float *outputs, *turned;  // turned: the gradient of the kernel, turned over, for a moment
    // Where inputs are not 0, or what dropout kept of them; where gradients of the outputs are not 0; for a moment, one
    // of them by columns.
    kernels::BitRows inputs, gradients, columns;
    std::span<float> norm;
  };
  Parts parts(std::size_t rows, float* scratch) const;
  // Reads where gradients are not 0 from parts.
  void add_kernel_gradient(const Pass& pass, std::size_t rows, const float* x, const float* gradient,
                           const Parts& parts, float* sum) const;

  Shape shape_;
  TensorId kernel_ = 0, bias_ = 0;
  BatchNorm norm_;
};

}  // namespace interplay
