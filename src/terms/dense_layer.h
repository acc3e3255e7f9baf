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
    Initializer::Kind initializer;
    std::uint32_t number;  // among the layers: dropout's random bits
  };
  explicit DenseLayer(const Shape& shape) : shape_(shape) {}

  std::size_t inputs() const { return shape_.inputs; }
  std::size_t outputs() const { return shape_.outputs; }
  void declare(const std::string& prefix, std::vector<TensorSpec>& specs);
  std::size_t tensors() const { return 2 + (shape_.batch_norm ? BatchNorm::tensors : 0); }

  std::size_t scratch(std::size_t rows) const;
  // `x` holds the inputs and is left as dropout leaves it, for backward. Returns the outputs, in scratch.
  float* forward(const Pass& pass, std::size_t rows, float* x, std::span<float> scratch) const;
  // `gradient`: of the outputs; overwritten. x_gradient: of the inputs; null where not wanted.
  void backward(const Pass& pass, std::size_t rows, const float* x, float* gradient, float* x_gradient,
                std::span<float> scratch, std::span<float* const> own_gradient) const;
  void follow(const Pass& pass, std::size_t rows, std::span<const float> scratch) const;

 private:
  bool drops(const Pass& pass) const { return pass.training && shape_.dropout > 0; }
  // The parts of scratch.
  struct Parts {
    float *outputs, *factors, *turned;
    std::span<float> norm;
  };
  Parts parts(std::size_t rows, float* scratch) const;

  Shape shape_;
  TensorId kernel_ = 0, bias_ = 0;
  BatchNorm norm_;
};

}  // namespace interplay
