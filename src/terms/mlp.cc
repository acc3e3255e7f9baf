#include "terms/mlp.h"

#include <algorithm>
#include <cassert>

#include "terms/dense_layer.h"

namespace interplay {
namespace {

// So many rows that adding to the gradients of the kernels pays, and so few that everything stays in the second-level
// cache.
constexpr std::size_t rows_at_a_time = 128;

std::vector<DenseLayer> layers_of(std::size_t inputs, const MlpOptions& options) {
  std::vector<DenseLayer> layers;
  Activation before = Activation::identity;
  for (const std::size_t width : options.hidden) {
    layers.emplace_back(DenseLayer::Shape{inputs, width, options.activation, options.dropout, options.batch_norm,
                                          options.norm, options.initializer, static_cast<std::uint32_t>(layers.size()),
                                          before});
    inputs = width;
    before = options.activation;
  }
  layers.emplace_back(DenseLayer::Shape{inputs, 1, options.output_activation,
                                        options.output_dropout ? options.dropout : 0, false, options.norm,
                                        options.initializer, static_cast<std::uint32_t>(layers.size()), before});
  return layers;
}

class Mlp final : public Term {
 public:
  Mlp(std::size_t table, std::size_t inputs, const MlpOptions& options)
      : Term(table),
        batch_norm_(options.batch_norm),
        activation_(options.activation),
        layers_(layers_of(inputs, options)) {}

  std::string_view kind() const override { return "mlp"; }
  std::size_t columns() const override { return 1; }
  std::string column_name(std::size_t, std::span<const std::string>) const override { return "deep"; }
  std::size_t tile_rows() const override { return rows_at_a_time; }
  bool whole_batch() const override { return batch_norm_; }

  void declare(std::vector<TensorSpec>& specs) override {
    for (std::size_t l = 0; l < layers_.size(); ++l)
      layers_[l].declare(l + 1 == layers_.size() ? "mlp/output" : "mlp/" + std::to_string(l), specs);
  }

  // The inputs, two gradients of the widest matrix, and the scratch of every layer.
  std::size_t scratch(std::size_t rows) const override {
    std::size_t sum = rows * (layer_stride(layers_.front().inputs()) + 2 * widest());
    for (const DenseLayer& layer : layers_) sum += layer.scratch(rows);
    return sum;
  }

  std::size_t shared() const override {
    std::size_t sum = 0;
    for (const DenseLayer& layer : layers_) sum += layer.turned_size();
    return sum;
  }

  void prepare(const Pass& pass, float* shared) const override {
    for (const DenseLayer& layer : layers_) {
      layer.turn(pass, shared);
      shared += layer.turned_size();
    }
  }

  // Writes the pooled vectors of a row side by side, without their padding and after dropout.
  void take(const Pass& pass, const Pooled& piece, std::size_t first, std::size_t rows,
            std::span<float> scratch) const override {
    const std::size_t inputs = layers_.front().inputs(), stride = layer_stride(inputs);
    assert(piece.fields * piece.columns == inputs);
    float* x = scratch.data() + first * stride;
    kernels::put_side_by_side(piece.values, piece.rows, piece.fields, piece.columns, piece.stride, x, stride);
    const kernels::Kept kept = layers_.front().draw(pass, first, piece.rows, rows, after_gradients(rows, scratch));
    if (kept.bits.data) kernels::activate(Activation::identity, nullptr, piece.rows, inputs, stride, kept, x);
  }

  void give(const Pooled& piece_gradient, std::size_t first, std::size_t rows,
            std::span<const float> scratch) const override {
    const std::size_t stride = layer_stride(layers_.front().inputs());
    // Layers write to two matrices in turn.
    const float* gradient = scratch.data() + rows * (stride + (layers_.size() % 2) * widest()) + first * stride;
    kernels::add_apart(gradient, piece_gradient.rows, piece_gradient.fields, piece_gradient.columns, stride,
                       piece_gradient.values, piece_gradient.stride);
  }

  void forward(const Pass& pass, const Pooled& in, Columns out, std::span<float> scratch) const override {
    float* x = scratch.data();
    std::span<float> rest = after_gradients(in.rows, scratch);
    for (std::size_t l = 0; l < layers_.size(); ++l) {
      x = layers_[l].forward(pass, in.rows, x, rest);
      rest = rest.subspan(layers_[l].scratch(in.rows));
      const bool last = l + 1 == layers_.size();
      layers_[l].activate(pass, in.rows, x,
                          last ? kernels::Kept{} : layers_[l + 1].draw(pass, 0, in.rows, in.rows, rest));
    }
    for (std::size_t r = 0; r < in.rows; ++r) out[0][r] = x[r * layer_stride(1)];
  }

  void backward(const Pass& pass, const Pooled& in, Columns out_gradient, const Pooled&, std::span<float> scratch,
                std::span<float* const> own_gradient) const override {
    float* gradient = scratch.data() + in.rows * layer_stride(layers_.front().inputs());
    float* next = gradient + in.rows * widest();
    for (std::size_t r = 0; r < in.rows; ++r) gradient[r * layer_stride(1)] = out_gradient[0][r];
    std::size_t own_end = own_gradient.size();
    const float* turned = pass.shared + shared();
    for (std::size_t l = layers_.size(); l-- > 0;) {
      const std::span<float> own = layer_scratch(l, in.rows, scratch);
      float* x = l == 0 ? scratch.data() : layer_scratch(l - 1, in.rows, scratch).data();
      own_end -= layers_[l].tensors();
      turned -= layers_[l].turned_size();
      layers_[l].backward(pass, turned, in.rows, x, gradient, slopes(pass, l, in.rows, scratch), next, own,
                          own_gradient.subspan(own_end, layers_[l].tensors()));
      std::swap(gradient, next);
    }
  }

  void follow(Parameters& moved, const Pass& pass, std::size_t rows, std::span<const float> scratch) const override {
    std::span<const float> rest = scratch.subspan(rows * (layer_stride(layers_.front().inputs()) + 2 * widest()));
    for (const DenseLayer& layer : layers_) {
      layer.follow(moved, pass, rows, rest);
      rest = rest.subspan(layer.scratch(rows));
    }
  }

 private:
  std::size_t widest() const {
    std::size_t width = 0;
    for (const DenseLayer& layer : layers_)
      width = std::max({width, layer_stride(layer.inputs()), layer_stride(layer.outputs())});
    return width;
  }

  std::span<float> after_gradients(std::size_t rows, std::span<float> scratch) const {
    return scratch.subspan(rows * (layer_stride(layers_.front().inputs()) + 2 * widest()));
  }

  std::span<float> layer_scratch(std::size_t layer, std::size_t rows, std::span<float> scratch) const {
    std::span<float> rest = after_gradients(rows, scratch);
    for (std::size_t l = 0; l < layer; ++l) rest = rest.subspan(layers_[l].scratch(rows));
    return rest;
  }

  // The slopes of relu after a hidden layer, as the next layer keeps them.
  kernels::BitRows slopes(const Pass& pass, std::size_t layer, std::size_t rows, std::span<float> scratch) const {
    if (activation_ != Activation::relu || layer + 1 == layers_.size()) return {};
    return layers_[layer + 1].kept(pass, rows, layer_scratch(layer + 1, rows, scratch)).bits;
  }

  bool batch_norm_;
  Activation activation_;  // of hidden layers
  std::vector<DenseLayer> layers_;
};

}  // namespace

std::unique_ptr<Term> mlp(std::size_t table, std::size_t inputs, const MlpOptions& options) {
  return std::make_unique<Mlp>(table, inputs, options);
}

}  // namespace interplay
