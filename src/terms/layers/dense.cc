#include "terms/layers/dense.h"

#include <algorithm>
#include <utility>

#include "kernels/arrays.h"
#include "kernels/sparse_product.h"

namespace interplay::layers {
namespace {

using kernels::BitRows;

// The floats that hold this many words of bits.
constexpr std::size_t floats_for(std::size_t words) { return stride_of(2 * words); }

class Dense final : public Layer {
 public:
  Dense(std::size_t width, Initializer::Kind initializer) : width_(width), initializer_(initializer) {}

  Shape connect(const Shape& inputs) override {
    inputs_ = inputs;
    return {width_};
  }

  void declare(const std::string& prefix, std::vector<TensorSpec>& specs) override {
    kernel_ = specs.size();
    TensorSpec kernel;
    kernel.name = prefix + "/kernel";
    kernel.rows = inputs_.width;
    kernel.columns = width_;
    kernel.initializer = {.kind = initializer_, .fan_in = inputs_.width, .fan_out = width_};
    kernel.penalty = Penalty::kernel;
    specs.push_back(std::move(kernel));
    bias_ = specs.size();
    TensorSpec bias;
    bias.name = prefix + "/bias";
    bias.rows = width_;
    bias.columns = 1;
    specs.push_back(std::move(bias));
  }

  std::size_t scratch(std::size_t rows) const override { return parts(rows, nullptr).size; }

  // The transposed kernel.
  std::size_t shared() const override { return stride_of(width_) * stride_of(inputs_.width); }

  // W^T, times the factor of dropout where it is folded in.
  void prepare(const StepContext& context, float* shared) const override {
    const Tensor& kernel = (*context.parameters)[kernel_];
    kernels::transpose(kernel.data, inputs_.width, width_, kernel.stride, shared, stride_of(inputs_.width));
    if (folds_factor(context)) kernels::scale(static_cast<float>(1 / (1 - inputs_.dropout)), shared, this->shared());
  }

  Values forward(const StepContext& context, Values& in, std::span<float> scratch) const override {
    const Parts parts = this->parts(in.rows, scratch.data());
    const bool finds_zeros = in.activation == Activation::relu && !in.nonzero.data;
    settle(in, finds_zeros ? kernels::DropoutMask{parts.inputs, false} : kernels::DropoutMask{});
    const Tensor& kernel = (*context.parameters)[kernel_];
    const kernels::Product product{in.rows,     inputs_.width, width_,        {in.data, in.stride(), 1},
                                   kernel.data, kernel.stride, parts.outputs, stride_of(width_),
                                   false};
    in.nonzero.data ? kernels::multiply_faster(product, in.nonzero) : kernels::multiply(product);
    return {parts.outputs, in.rows, width_, (*context.parameters)[bias_].data};
  }

  Gradient backward(const StepContext& context, Values& in, const Values& out, Gradient gradient, float* spare,
                    std::span<float> scratch, std::span<float* const> own_gradient) const override {
    const std::size_t out_stride = out.stride();
    Parts parts = this->parts(in.rows, scratch.data());
    if (gradient.kept.data) {
      kernels::keep_and_add_rows(gradient.kept, in.rows, width_, out_stride, gradient.data, own_gradient[1]);
      parts.gradients = gradient.kept;
    } else {
      kernels::add_rows(gradient.data, in.rows, width_, out_stride, own_gradient[1], parts.gradients);
    }
    add_kernel_gradient((*context.parameters)[kernel_].stride, in, gradient.data, parts, own_gradient[0]);
    kernels::multiply_faster({in.rows,
                              width_,
                              inputs_.width,
                              {gradient.data, out_stride, 1},
                              context.shared,
                              in.stride(),
                              spare,
                              in.stride(),
                              false},
                             parts.gradients);
    return {spare, {}, folds_factor(context)};
  }

 private:
  // The factor of dropout costs nothing if the kernel has it. Elsewhere than after relu, dropout has to go over the
  // gradient anyway.
  bool folds_factor(const StepContext& context) const {
    return context.training && inputs_.dropout > 0 && inputs_.activation == Activation::relu;
  }

  // The sections of scratch.
  struct Parts {
    float *outputs, *transposed;  // transposed: the transposed gradient of the kernel, temporarily
    // Which inputs are not 0, if this layer has to find out; which gradients of the outputs are not 0; temporarily, one
    // of them by columns.
    BitRows inputs, gradients, columns;
    std::size_t size;
  };
  Parts parts(std::size_t rows, float* scratch) const {
    const std::size_t in = stride_of(inputs_.width), out = stride_of(width_);
    std::size_t size = 0;
    const auto floats = [&](std::size_t count) {
      const std::size_t first = std::exchange(size, size + count);
      return scratch ? scratch + first : nullptr;
    };
    const auto bits = [&](std::size_t bit_rows, std::size_t columns) {
      const std::size_t words = BitRows::words_for(columns);
      return BitRows{reinterpret_cast<std::uint64_t*>(floats(floats_for(bit_rows * words))), words};
    };
    Parts parts;
    parts.outputs = floats(rows * out);
    parts.transposed = floats(out * in);
    parts.inputs = bits(inputs_.activation == Activation::relu ? rows : 0, in);
    parts.gradients = bits(rows, out);
    parts.columns = bits(std::max(in, out), rows);
    parts.size = size;
    return parts;
  }

  // sum += x^T gradient, skipping the zeros of the side that has more of them.
  void add_kernel_gradient(std::size_t stride, const Values& x, const float* gradient, const Parts& parts,
                           float* sum) const {
    const std::size_t rows = x.rows, in = x.stride(), out = stride_of(width_);
    const kernels::Product plain{inputs_.width, rows, width_, {x.data, 1, in}, gradient, out, sum, stride, true};
    const kernels::Product transposed{width_,           rows, inputs_.width, {gradient, 1, out}, x.data, in,
                                      parts.transposed, in,   false};
    const std::size_t inputs = x.nonzero.data ? kernels::estimated_count(x.nonzero, rows) : rows * inputs_.width;
    const std::size_t gradients = kernels::estimated_count(parts.gradients, rows);
    // Transposing costs a quarter more.
    const bool fewer_gradients = 5 * gradients * inputs_.width < 4 * inputs * width_;
    if (fewer_gradients && kernels::pays_sparse(transposed, gradients)) {
      kernels::transpose(parts.gradients, rows, width_, parts.columns);
      kernels::multiply_sparse(transposed, parts.columns);
      kernels::add_transpose(parts.transposed, width_, inputs_.width, in, sum, stride);
    } else if (x.nonzero.data && kernels::pays_sparse(plain, inputs)) {
      kernels::transpose(x.nonzero, rows, inputs_.width, parts.columns);
      kernels::multiply_sparse(plain, parts.columns);
    } else {
      kernels::multiply(plain);
    }
  }

  std::size_t width_;
  Initializer::Kind initializer_;
  Shape inputs_;
  TensorId kernel_ = 0, bias_ = 0;
};

}  // namespace

std::unique_ptr<Layer> dense(std::size_t width, Initializer::Kind initializer) {
  return std::make_unique<Dense>(width, initializer);
}

}  // namespace interplay::layers
