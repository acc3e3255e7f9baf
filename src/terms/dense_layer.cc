#include "terms/dense_layer.h"

#include "kernels/matrix.h"

namespace interplay {

void DenseLayer::declare(const std::string& prefix, std::vector<TensorSpec>& specs) {
  kernel_ = specs.size();
  TensorSpec kernel;
  kernel.name = prefix + "/kernel";
  kernel.rows = shape_.inputs;
  kernel.columns = shape_.outputs;
  kernel.initializer = {.kind = shape_.initializer, .fan_in = shape_.inputs, .fan_out = shape_.outputs};
  kernel.penalty = Penalty::kernel;
  specs.push_back(std::move(kernel));
  bias_ = specs.size();
  TensorSpec bias;
  bias.name = prefix + "/bias";
  bias.rows = shape_.outputs;
  bias.columns = 1;
  specs.push_back(std::move(bias));
  if (shape_.batch_norm) norm_.declare(prefix + "/norm", shape_.outputs, specs);
}

std::size_t DenseLayer::scratch(std::size_t rows) const {
  const std::size_t in = layer_stride(shape_.inputs), out = layer_stride(shape_.outputs);
  const std::size_t norm = shape_.batch_norm ? BatchNorm::scratch(rows, shape_.outputs) : 0;
  return rows * (out + in) + out * in + norm;
}

DenseLayer::Parts DenseLayer::parts(std::size_t rows, float* scratch) const {
  const std::size_t in = layer_stride(shape_.inputs), out = layer_stride(shape_.outputs);
  float* const factors = scratch + rows * out;
  float* const turned = factors + rows * in;
  const std::size_t norm = shape_.batch_norm ? BatchNorm::scratch(rows, shape_.outputs) : 0;
  return {scratch, factors, turned, {turned + out * in, norm}};
}

float* DenseLayer::forward(const Pass& pass, std::size_t rows, float* x, std::span<float> scratch) const {
  const std::size_t in = layer_stride(shape_.inputs), out = layer_stride(shape_.outputs);
  const Parts parts = this->parts(rows, scratch.data());
  if (drops(pass)) {
    const auto first_row = static_cast<std::uint32_t>(pass.first_row);
    kernels::drop({shape_.dropout, pass.seed, pass.step, shape_.number, first_row}, rows, in / 8, parts.factors, x);
  }
  const Tensor& kernel = (*pass.parameters)[kernel_];
  kernels::multiply(
      {rows, shape_.inputs, shape_.outputs, {x, in, 1}, kernel.data, kernel.stride, parts.outputs, out, false});
  const float* bias = (*pass.parameters)[bias_].data;
  if (shape_.batch_norm) {
    kernels::activate(kernels::Activation::identity, bias, rows, shape_.outputs, out, parts.outputs);
    norm_.forward(pass, {parts.outputs, rows, shape_.outputs, out, 1}, parts.norm);
    bias = nullptr;
  }
  kernels::activate(shape_.activation, bias, rows, shape_.outputs, out, parts.outputs);
  return parts.outputs;
}

void DenseLayer::backward(const Pass& pass, std::size_t rows, float* x, float* gradient, float* x_gradient,
                          std::span<float> scratch, std::span<float* const> own_gradient) const {
  const std::size_t in = layer_stride(shape_.inputs), out = layer_stride(shape_.outputs);
  const Parts parts = this->parts(rows, scratch.data());
  kernels::activate_backward(shape_.activation, parts.outputs, rows, shape_.outputs, out, gradient);
  if (shape_.batch_norm)
    norm_.backward(pass, {gradient, rows, shape_.outputs, out, 1}, parts.norm, own_gradient.subspan(2));
  kernels::add_rows(gradient, rows, shape_.outputs, out, own_gradient[1]);
  const Tensor& kernel = (*pass.parameters)[kernel_];
  kernels::multiply(
      {shape_.inputs, rows, shape_.outputs, {x, 1, in}, gradient, out, own_gradient[0], kernel.stride, true});
  if (!x_gradient) return;
  kernels::transpose(kernel.data, shape_.inputs, shape_.outputs, kernel.stride, parts.turned, in);
  kernels::multiply({rows, shape_.outputs, shape_.inputs, {gradient, out, 1}, parts.turned, in, x_gradient, in, false});
  if (!drops(pass)) return;
  // The slopes of the layer before are read off its outputs. Where they were left out, the gradient is 0
  // anyway.
  kernels::drop_backward(parts.factors, static_cast<float>(shape_.dropout), rows * in, x_gradient, x);
}

void DenseLayer::follow(const Pass& pass, std::size_t rows, std::span<const float> scratch) const {
  if (!shape_.batch_norm) return;
  // What is read is not written: the parts are only addressed.
  const Parts parts = this->parts(rows, const_cast<float*>(scratch.data()));
  norm_.follow(*pass.parameters, shape_.outputs, parts.norm);
}

}  // namespace interplay
