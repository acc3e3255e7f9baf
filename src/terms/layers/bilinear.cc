#include "terms/layers/bilinear.h"

#include <algorithm>
#include <cassert>

#include "kernels/matrix.h"

namespace interplay::layers {
namespace {

class Bilinear final : public Layer {
 public:
  Bilinear(std::size_t first_width, std::size_t heads) : x_(first_width), heads_(heads) {}

  Shape connect(const Shape& inputs) override {
    y_ = inputs.width - x_;
    assert(x_ % heads_ == 0 && y_ % heads_ == 0);
    return {1};
  }

  void declare(const std::string& prefix, std::vector<TensorSpec>& specs) override {
    first_ = specs.size();
    const auto add = [&](const char* name, std::size_t rows, std::size_t columns, std::size_t outputs) {
      TensorSpec spec;
      spec.name = prefix + "/" + name;
      spec.rows = rows;
      spec.columns = columns;
      if (outputs > 0) {
        spec.initializer = {.kind = Initializer::Kind::glorot_uniform, .fan_in = rows, .fan_out = outputs};
        spec.penalty = Penalty::kernel;
      }
      specs.push_back(std::move(spec));
    };
    add("kernel", x_ + y_, 1, 1);
    add("bias", 1, 1, 0);
    add("products", x_, y_ / heads_, y_);
  }

  // The output, z_h = x_h W_h of every head side by side, and on the way back the slopes times y.
  std::size_t scratch(std::size_t rows) const override { return rows * (stride_of(1) + 2 * stride_of(y_)); }

  // W_h^T of every head.
  std::size_t shared() const override { return y_ * stride_of(x_ / heads_); }
  void prepare(const StepContext& context, float* shared) const override {
    const Tensor& products = (*context.parameters)[first_ + 2];
    for (std::size_t h = 0; h < heads_; ++h)
      kernels::transpose(products.row(h * part_x()), part_x(), part_y(), products.stride,
                         shared + h * part_y() * stride_of(part_x()), stride_of(part_x()));
  }

  Values forward(const StepContext& context, Values& in, std::span<float> scratch) const override {
    settle(in);
    const Tensor &kernel = (*context.parameters)[first_], &products = (*context.parameters)[first_ + 2];
    const float bias = *(*context.parameters)[first_ + 1].data;
    float* const z = products_of(in.rows, scratch);
    for (std::size_t h = 0; h < heads_; ++h)
      kernels::multiply({in.rows,
                         part_x(),
                         part_y(),
                         {in.data + h * part_x(), in.stride(), 1},
                         products.row(h * part_x()),
                         products.stride,
                         z + h * part_y(),
                         stride_of(y_),
                         false});
    for (std::size_t r = 0; r < in.rows; ++r) {
      const float *row = in.data + r * in.stride(), *product = z + r * stride_of(y_);
      float sum = bias;
      for (std::size_t c = 0; c < x_ + y_; ++c) sum += row[c] * kernel.data[c];
      for (std::size_t c = 0; c < y_; ++c) sum += product[c] * row[x_ + c];
      scratch[r * stride_of(1)] = sum;
    }
    return {scratch.data(), in.rows, 1};
  }

  // d/dx_h = g W_h y_h, d/dy_h = g z_h, d/dW_h = x_h (g y_h)^T.
  Gradient backward(const StepContext& context, Values& in, const Values& out, Gradient gradient, float* spare,
                    std::span<float> scratch, std::span<float* const> own_gradient) const override {
    settle(gradient, out);
    const Tensor &kernel = (*context.parameters)[first_], &products = (*context.parameters)[first_ + 2];
    const std::size_t y_stride = stride_of(y_);
    const float* const z = products_of(in.rows, scratch);
    float* const scaled = products_of(in.rows, scratch) + in.rows * y_stride;
    for (std::size_t r = 0; r < in.rows; ++r)
      for (std::size_t c = 0; c < y_; ++c)
        scaled[r * y_stride + c] = gradient.data[r * stride_of(1)] * in.data[r * in.stride() + x_ + c];
    for (std::size_t h = 0; h < heads_; ++h) {
      kernels::multiply({in.rows,
                         part_y(),
                         part_x(),
                         {scaled + h * part_y(), y_stride, 1},
                         context.shared + h * part_y() * stride_of(part_x()),
                         stride_of(part_x()),
                         spare + h * part_x(),
                         in.stride(),
                         false});
      kernels::multiply({part_x(),
                         in.rows,
                         part_y(),
                         {in.data + h * part_x(), 1, in.stride()},
                         scaled + h * part_y(),
                         y_stride,
                         own_gradient[2] + h * part_x() * products.stride,
                         products.stride,
                         true});
    }
    for (std::size_t r = 0; r < in.rows; ++r) {
      const float g = gradient.data[r * stride_of(1)], *row = in.data + r * in.stride();
      float* to = spare + r * in.stride();
      for (std::size_t c = 0; c < y_; ++c) to[x_ + c] = g * z[r * y_stride + c];
      for (std::size_t c = 0; c < x_ + y_; ++c) {
        to[c] += g * kernel.data[c];
        own_gradient[0][c] += g * row[c];
      }
      *own_gradient[1] += g;
    }
    return {spare};
  }

 private:
  std::size_t part_x() const { return x_ / heads_; }
  std::size_t part_y() const { return y_ / heads_; }
  float* products_of(std::size_t rows, std::span<float> scratch) const { return scratch.data() + rows * stride_of(1); }

  std::size_t x_, heads_, y_ = 0;
  TensorId first_ = 0;
};

}  // namespace

std::unique_ptr<Layer> bilinear(std::size_t first_width, std::size_t heads) {
  return std::make_unique<Bilinear>(first_width, heads);
}

}  // namespace interplay::layers
