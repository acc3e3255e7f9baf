#include "terms/layers/stack.h"

#include <algorithm>
#include <cassert>
#include <memory>
#include <type_traits>

namespace interplay::layers {
namespace {

// So many rows that adding to the gradients of the kernels pays, and so few that everything stays in the second-level
// cache.
constexpr std::size_t rows_at_a_time = 128;

class Stack final : public Term {
 public:
  Stack(std::string kind, std::string column_name, Source source, std::size_t inputs, List layers)
      : Term(source), kind_(std::move(kind)), column_name_(std::move(column_name)), layers_(std::move(layers)) {
    Shape shape{inputs};
    strides_.push_back(stride_of(shape.width));
    for (const auto& [prefix, layer] : layers_) {
      shape = layer->connect(shape);
      strides_.push_back(stride_of(shape.width));
    }
    inputs_ = inputs;
    outputs_ = shape.width;
    widest_ = *std::ranges::max_element(strides_);
    first_tensor_.assign(layers_.size() + 1, 0);
    whole_batch_ = std::ranges::any_of(layers_, [](const auto& named) { return named.second->whole_batch(); });
  }

  std::string_view kind() const override { return kind_; }
  std::size_t columns() const override { return outputs_ == 1 ? 1 : 0; }
  BlockShape block() const override { return outputs_ == 1 ? BlockShape{} : BlockShape{1, outputs_}; }
  std::string column_name(std::size_t, std::span<const std::string>) const override { return column_name_; }
  std::size_t tile_rows() const override { return rows_at_a_time; }
  bool whole_batch() const override { return whole_batch_; }

  void declare(std::vector<TensorSpec>& specs) override {
    const std::size_t first = specs.size();
    for (std::size_t l = 0; l < layers_.size(); ++l) {
      layers_[l].second->declare(layers_[l].first, specs);
      first_tensor_[l + 1] = specs.size() - first;
    }
  }

  // What is known of the matrices, the inputs, two gradients of the widest matrix, and the scratch of every layer.
  std::size_t scratch(std::size_t rows) const override {
    std::size_t sum = fixed_scratch(rows);
    for (const auto& [prefix, layer] : layers_) sum += layer->scratch(rows);
    return sum;
  }

  std::size_t shared() const override {
    std::size_t sum = 0;
    for (const auto& [prefix, layer] : layers_) sum += layer->shared();
    return sum;
  }

  void prepare(const StepContext& context, float* shared) const override {
    for (const auto& [prefix, layer] : layers_) {
      layer->prepare(context, shared);
      shared += layer->shared();
    }
  }

  // Writes the vectors of a row side by side, without their padding.
  void gather_input(const StepContext&, const Pooled& piece, std::size_t first, std::size_t rows,
                    std::span<float> scratch) const override {
    assert(piece.fields * piece.columns == inputs_);
    kernels::put_side_by_side(piece.values, piece.rows, piece.fields, piece.columns, piece.stride,
                              sections(rows, scratch).inputs + first * strides_.front(), strides_.front());
  }

  void scatter_gradient(const Pooled& piece_gradient, std::size_t first, std::size_t rows,
                        std::span<const float> scratch) const override {
    const float* gradient = sections(rows, scratch).header->input_gradient + first * strides_.front();
    kernels::add_apart(gradient, piece_gradient.rows, piece_gradient.fields, piece_gradient.columns, strides_.front(),
                       piece_gradient.values, piece_gradient.stride);
  }

  void forward(const StepContext& context, const Pooled& in, Output out, std::span<float> scratch) const override {
    const auto parts = sections(in.rows, scratch);
    std::span<float> rest = scratch.subspan(fixed_scratch(in.rows));
    std::construct_at(parts.values, Values{parts.inputs, in.rows, inputs_});
    for (std::size_t l = 0; l < layers_.size(); ++l) {
      const std::size_t size = layers_[l].second->scratch(in.rows);
      std::construct_at(parts.values + l + 1, layers_[l].second->forward(context, parts.values[l], rest.first(size)));
      rest = rest.subspan(size);
    }
    Values& last = parts.values[layers_.size()];
    settle(last);
    if (outputs_ == 1) {
      for (std::size_t r = 0; r < in.rows; ++r) out.columns[0][r] = last.data[r * last.stride()];
    } else {
      for (std::size_t r = 0; r < in.rows; ++r) std::copy_n(last.data + r * last.stride(), outputs_, out.block.row(r));
    }
  }

  void backward(const StepContext& context, const Pooled& in, Output out_gradient, const Pooled&,
                std::span<float> scratch, std::span<float* const> own_gradient) const override {
    const auto parts = sections(in.rows, scratch);
    Gradient gradient{parts.gradients[0]};
    float* spare = parts.gradients[1];
    for (std::size_t r = 0; r < in.rows; ++r) {
      float* row = gradient.data + r * strides_.back();
      if (outputs_ == 1) {
        *row = out_gradient.columns[0][r];
      } else {
        std::copy_n(out_gradient.block.row(r), outputs_, row);
      }
    }
    std::size_t end = layer_scratch(in.rows);
    StepContext here = context;
    here.shared = context.shared + shared();
    for (std::size_t l = layers_.size(); l-- > 0;) {
      const Layer& layer = *layers_[l].second;
      const std::size_t size = layer.scratch(in.rows), first = first_tensor_[l];
      end -= size;
      here.shared -= layer.shared();
      float* const before = gradient.data;
      gradient = layer.backward(here, parts.values[l], parts.values[l + 1], gradient, spare,
                                scratch.subspan(fixed_scratch(in.rows) + end, size),
                                own_gradient.subspan(first, first_tensor_[l + 1] - first));
      if (gradient.data == spare) spare = before;
    }
    settle(gradient, parts.values[0]);
    parts.header->input_gradient = gradient.data;
  }

  void update_statistics(Parameters& moved, const StepContext& context, std::size_t rows,
                         std::span<const float> scratch) const override {
    std::span<const float> rest = scratch.subspan(fixed_scratch(rows));
    for (const auto& [prefix, layer] : layers_) {
      layer->update_statistics(moved, context, rows, rest);
      rest = rest.subspan(layer->scratch(rows));
    }
  }

 private:
  // What forward and backward leave in scratch besides numbers.
  struct Header {
    const float* input_gradient;
  };
  // The sections of scratch before those of the layers. `Float` is const for reading.
  template <class Float>
  struct Sections {
    template <class T>
    using Like = std::conditional_t<std::is_const_v<Float>, const T, T>;
    Like<Header>* header;
    Like<Values>* values;  // before every layer, and after the last
    Float* inputs;
    Float* gradients[2];
  };
  template <class Float, std::size_t extent>
  Sections<Float> sections(std::size_t rows, std::span<Float, extent> scratch) const {
    using Parts = Sections<Float>;
    Float* const numbers = scratch.data() + records();
    Float* const gradients = numbers + rows * strides_.front();
    return {reinterpret_cast<typename Parts::template Like<Header>*>(scratch.data()),
            reinterpret_cast<typename Parts::template Like<Values>*>(scratch.data() + stride_of(floats_of<Header>)),
            numbers,
            {gradients, gradients + rows * widest_}};
  }

  template <class T>
  static constexpr std::size_t floats_of = (sizeof(T) + sizeof(float) - 1) / sizeof(float);
  std::size_t records() const {
    return stride_of(floats_of<Header>) + stride_of(floats_of<Values> * (layers_.size() + 1));
  }
  std::size_t fixed_scratch(std::size_t rows) const { return records() + rows * (strides_.front() + 2 * widest_); }
  std::size_t layer_scratch(std::size_t rows) const { return scratch(rows) - fixed_scratch(rows); }

  std::string kind_, column_name_;
  List layers_;
  std::size_t inputs_ = 0, outputs_ = 0, widest_ = 0;
  bool whole_batch_ = false;
  std::vector<std::size_t> strides_;       // of the matrices before every layer, and after the last
  std::vector<std::size_t> first_tensor_;  // of every layer among the term's own, and their number
};

}  // namespace

std::unique_ptr<Term> stack(std::string kind, std::string column_name, Source source, std::size_t inputs, List layers) {
  return std::make_unique<Stack>(std::move(kind), std::move(column_name), source, inputs, std::move(layers));
}

}  // namespace interplay::layers
