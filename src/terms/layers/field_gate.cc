#include "terms/layers/field_gate.h"

#include <cassert>

namespace interplay::layers {
namespace {

class FieldGate final : public Layer {
 public:
  explicit FieldGate(std::size_t fields) : fields_(fields) {}

  Shape connect(const Shape& inputs) override {
    assert(inputs.width % fields_ == 0);
    width_ = inputs.width;
    columns_ = width_ / fields_;
    return {2 * width_};
  }

  void declare(const std::string& prefix, std::vector<TensorSpec>& specs) override {
    kernel_ = specs.size();
    TensorSpec kernel, bias;
    kernel.name = prefix + "/kernel";
    kernel.rows = kernel.columns = fields_;
    kernel.initializer = {Initializer::Kind::constant, 0};
    kernel.penalty = Penalty::kernel;
    bias.name = prefix + "/bias";
    bias.rows = fields_;
    bias.columns = 1;
    bias.initializer = {Initializer::Kind::constant, 1};
    specs.push_back(std::move(kernel));
    specs.push_back(std::move(bias));
  }

  // The outputs, and the gates.
  std::size_t scratch(std::size_t rows) const override { return rows * (stride_of(2 * width_) + stride_of(width_)); }

  Values forward(const StepContext& context, Values& in, std::span<float> scratch) const override {
    settle(in);
    const Tensor& kernel = (*context.parameters)[kernel_];
    const float* bias = (*context.parameters)[kernel_ + 1].data;
    for (std::size_t r = 0; r < in.rows; ++r) {
      const float* x = in.data + r * in.stride();
      float *y = scratch.data() + r * stride_of(2 * width_), *g = gates(in.rows, scratch) + r * stride_of(width_);
      for (std::size_t f = 0; f < fields_; ++f) {
        float* gate = g + f * columns_;
        for (std::size_t k = 0; k < columns_; ++k) gate[k] = bias[f];
        for (std::size_t h = 0; h < fields_; ++h) {
          const float w = kernel.row(h)[f];
          for (std::size_t k = 0; k < columns_; ++k) gate[k] += w * x[h * columns_ + k];
        }
      }
      for (std::size_t i = 0; i < width_; ++i) {
        y[i] = x[i];
        y[width_ + i] = x[i] * g[i];
      }
    }
    return {scratch.data(), in.rows, 2 * width_};
  }

  Gradient backward(const StepContext& context, Values& in, const Values& out, Gradient gradient, float* spare,
                    std::span<float> scratch, std::span<float* const> own_gradient) const override {
    settle(gradient, out);
    const Tensor& kernel = (*context.parameters)[kernel_];
    for (std::size_t r = 0; r < in.rows; ++r) {
      const float *x = in.data + r * in.stride(), *g = gradient.data + r * out.stride(), *of_product = g + width_;
      const float* gate = gates(in.rows, scratch) + r * stride_of(width_);
      float* to = spare + r * in.stride();
      for (std::size_t i = 0; i < width_; ++i) to[i] = g[i] + of_product[i] * gate[i];
      for (std::size_t f = 0; f < fields_; ++f) {
        const float *xf = x + f * columns_, *gf = of_product + f * columns_;
        for (std::size_t k = 0; k < columns_; ++k) own_gradient[1][f] += gf[k] * xf[k];
        for (std::size_t h = 0; h < fields_; ++h) {
          const float w = kernel.row(h)[f];
          float sum = 0;
          for (std::size_t k = 0; k < columns_; ++k) {
            const float of_gate = gf[k] * xf[k];
            sum += of_gate * x[h * columns_ + k];
            to[h * columns_ + k] += of_gate * w;
          }
          own_gradient[0][h * kernel.stride + f] += sum;
        }
      }
    }
    return {spare};
  }

 private:
  float* gates(std::size_t rows, std::span<float> scratch) const {
    return scratch.data() + rows * stride_of(2 * width_);
  }

  std::size_t fields_, width_ = 0, columns_ = 0;
  TensorId kernel_ = 0;
};

}  // namespace

std::unique_ptr<Layer> field_gate(std::size_t fields) { return std::make_unique<FieldGate>(fields); }

}  // namespace interplay::layers
