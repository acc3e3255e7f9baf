#include "terms/dense_layer.h"

#include <algorithm>
#include <utility>

#include "kernels/arrays.h"
#include "kernels/sparse_product.h"

namespace interplay {

using kernels::Activation;
using kernels::BitRows;

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

// The floats that hold this many words of bits: a multiple of 8, so that what follows stays aligned.
constexpr std::size_t floats_for(std::size_t words) { return layer_stride(2 * words); }

std::size_t DenseLayer::norm_start(std::size_t rows) const {
  const std::size_t in = layer_stride(shape_.inputs), out = layer_stride(shape_.outputs);
  const std::size_t in_words = BitRows::words_for(in), out_words = BitRows::words_for(out);
  const std::size_t row_words = BitRows::words_for(rows);
  const std::size_t bits =
      floats_for(rows * in_words) + floats_for(rows * out_words) + floats_for(std::max(in, out) * row_words);
  return rows * out + out * in + bits;
}

std::size_t DenseLayer::scratch(std::size_t rows) const {
  return norm_start(rows) + (shape_.batch_norm ? layer_stride(BatchNorm::scratch(rows, shape_.outputs)) : 0);
}

DenseLayer::Parts DenseLayer::parts(std::size_t rows, float* scratch) const {
  const std::size_t in = layer_stride(shape_.inputs), out = layer_stride(shape_.outputs);
  float* at = scratch;
  const auto floats = [&](std::size_t size) { return std::exchange(at, at + size); };
  const auto bits = [&](std::size_t bit_rows, std::size_t columns) {
    const std::size_t words = BitRows::words_for(columns);
    return BitRows{reinterpret_cast<std::uint64_t*>(floats(floats_for(bit_rows * words))), words};
  };
  Parts parts;
  parts.outputs = floats(rows * out);
  parts.turned = floats(out * in);
  parts.inputs = bits(rows, in);
  parts.gradients = bits(rows, out);
  parts.columns = bits(std::max(in, out), rows);
  parts.norm = {at, shape_.batch_norm ? BatchNorm::scratch(rows, shape_.outputs) : 0};
  return parts;
}

kernels::Kept DenseLayer::kept(const Pass& pass, std::size_t rows, std::span<float> scratch) const {
  if (!has_zeros(pass)) return {};
  const float factor = drops(pass) ? static_cast<float>(1 / (1 - shape_.dropout)) : 1.0f;
  return {parts(rows, scratch.data()).inputs, drops(pass), factor};
}

kernels::Kept DenseLayer::draw(const Pass& pass, std::size_t first, std::size_t count, std::size_t rows,
                               std::span<float> scratch) const {
  kernels::Kept kept = this->kept(pass, rows, scratch);
  if (!kept.bits.data) return kept;
  kept.bits.data = kept.bits.row(first);
  const auto first_row = static_cast<std::uint32_t>(pass.first_row + first);
  if (kept.drops)
    kernels::draw({shape_.dropout, pass.seed, pass.step, shape_.number, first_row}, count, shape_.inputs, kept.bits);
  return kept;
}

float* DenseLayer::forward(const Pass& pass, std::size_t rows, const float* x, std::span<float> scratch) const {
  const std::size_t in = layer_stride(shape_.inputs), out = layer_stride(shape_.outputs);
  const Parts parts = this->parts(rows, scratch.data());
  const Tensor& kernel = (*pass.parameters)[kernel_];
  const kernels::Product product{rows,          shape_.inputs, shape_.outputs, {x, in, 1}, kernel.data, kernel.stride,
                                 parts.outputs, out,           false};
  has_zeros(pass) ? kernels::multiply_faster(product, parts.inputs) : kernels::multiply(product);
  if (shape_.batch_norm) {
    kernels::activate(Activation::identity, (*pass.parameters)[bias_].data, rows, shape_.outputs, out, parts.outputs);
    norm_.forward(pass, {parts.outputs, rows, shape_.outputs, out, 1}, parts.norm);
  }
  return parts.outputs;
}

void DenseLayer::activate(const Pass& pass, std::size_t rows, float* outputs, const kernels::Kept& next) const {
  const float* bias = shape_.batch_norm ? nullptr : (*pass.parameters)[bias_].data;
  const std::size_t out = layer_stride(shape_.outputs);
  if (next.bits.data) {
    kernels::activate(shape_.activation, bias, rows, shape_.outputs, out, next, outputs);
  } else {
    kernels::activate(shape_.activation, bias, rows, shape_.outputs, out, outputs);
  }
}

// W^T; after relu, times the factor of dropout.
void DenseLayer::turn(const Pass& pass, float* turned) const {
  const std::size_t in = layer_stride(shape_.inputs);
  const Tensor& kernel = (*pass.parameters)[kernel_];
  kernels::transpose(kernel.data, shape_.inputs, shape_.outputs, kernel.stride, turned, in);
  if (drops(pass) && shape_.before == Activation::relu)
    kernels::scale(static_cast<float>(1 / (1 - shape_.dropout)), turned, turned_size());
}

void DenseLayer::backward(const Pass& pass, const float* turned, std::size_t rows, float* x, float* gradient,
                          const BitRows& next, float* x_gradient, std::span<float> scratch,
                          std::span<float* const> own_gradient) const {
  const std::size_t in = layer_stride(shape_.inputs), out = layer_stride(shape_.outputs);
  Parts parts = this->parts(rows, scratch.data());
  if (next.data && !shape_.batch_norm) {
    kernels::keep_and_add_rows(next, rows, shape_.outputs, out, gradient, own_gradient[1]);
    parts.gradients = next;
  } else {
    kernels::activate_backward(shape_.activation, parts.outputs, rows, shape_.outputs, out, gradient);
    if (shape_.batch_norm)
      norm_.backward(pass, {gradient, rows, shape_.outputs, out, 1}, parts.norm, own_gradient.subspan(2));
    kernels::add_rows(gradient, rows, shape_.outputs, out, own_gradient[1], parts.gradients);
  }
  add_kernel_gradient(pass, rows, x, gradient, parts, own_gradient[0]);
  kernels::multiply_faster({rows, shape_.outputs, shape_.inputs, {gradient, out, 1}, turned, in, x_gradient, in, false},
                           parts.gradients);
  // After relu the bits are also the slopes; those of tanh and sigmoid follow from their outputs.
  if (!drops(pass) || shape_.before == Activation::relu) return;
  kernels::activate(Activation::identity, nullptr, rows, shape_.inputs, in, kept(pass, rows, scratch), x_gradient);
  if (shape_.before != Activation::identity) kernels::scale(static_cast<float>(1 - shape_.dropout), x, rows * in);
}

// sum += x^T gradient, skipping the zeros of the side that has more of them.
void DenseLayer::add_kernel_gradient(const Pass& pass, std::size_t rows, const float* x, const float* gradient,
                                     const Parts& parts, float* sum) const {
  const std::size_t in = layer_stride(shape_.inputs), out = layer_stride(shape_.outputs);
  const std::size_t stride = (*pass.parameters)[kernel_].stride;
  const kernels::Product plain{shape_.inputs, rows, shape_.outputs, {x, 1, in}, gradient, out, sum, stride, true};
  const kernels::Product turned{shape_.outputs, rows, shape_.inputs, {gradient, 1, out}, x, in,
                                parts.turned,   in,   false};
  const std::size_t inputs = has_zeros(pass) ? kernels::estimated_count(parts.inputs, rows) : rows * shape_.inputs;
  const std::size_t gradients = kernels::estimated_count(parts.gradients, rows);
  // Transposing costs a quarter more.
  const bool fewer_gradients = 5 * gradients * shape_.inputs < 4 * inputs * shape_.outputs;
  if (fewer_gradients && kernels::pays_sparse(turned, gradients)) {
    kernels::transpose(parts.gradients, rows, shape_.outputs, parts.columns);
    kernels::multiply_sparse(turned, parts.columns);
    kernels::add_transpose(parts.turned, shape_.outputs, shape_.inputs, in, sum, stride);
  } else if (has_zeros(pass) && kernels::pays_sparse(plain, inputs)) {
    kernels::transpose(parts.inputs, rows, shape_.inputs, parts.columns);
    kernels::multiply_sparse(plain, parts.columns);
  } else {
    kernels::multiply(plain);
  }
}

void DenseLayer::follow(Parameters& moved, const Pass& pass, std::size_t rows, std::span<const float> scratch) const {
  if (!shape_.batch_norm) return;
  norm_.follow(moved, pass, shape_.outputs,
               scratch.subspan(norm_start(rows), BatchNorm::scratch(rows, shape_.outputs)));
}

}  // namespace interplay
