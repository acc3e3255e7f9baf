#include "terms/layers/sequence.h"

#include <algorithm>
#include <memory>

namespace interplay::layers {

Shape Sequence::connect(const Shape& inputs) {
  Shape shape = inputs;
  widths_.assign(1, shape.width);
  for (const auto& [prefix, layer] : layers_) {
    shape = layer->connect(shape);
    widths_.push_back(shape.width);
  }
  widest_ = stride_of(*std::ranges::max_element(widths_));
  first_tensor_.assign(layers_.size() + 1, 0);
  return shape;
}

void Sequence::declare(const std::string& prefix, std::vector<TensorSpec>& specs) {
  const std::size_t first = specs.size();
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const std::string& own = layers_[l].first;
    layers_[l].second->declare(prefix.empty() ? own : own.empty() ? prefix : prefix + "/" + own, specs);
    first_tensor_[l + 1] = specs.size() - first;
  }
}

bool Sequence::whole_batch() const {
  return std::ranges::any_of(layers_, [](const auto& named) { return named.second->whole_batch(); });
}

std::size_t Sequence::records() const {
  return stride_of((sizeof(Values) * (layers_.size() + 1) + sizeof(float) - 1) / sizeof(float));
}

std::size_t Sequence::layer_scratch(std::size_t rows) const {
  std::size_t sum = 0;
  for (const auto& [prefix, layer] : layers_) sum += layer->scratch(rows);
  return sum;
}

std::size_t Sequence::shared() const {
  std::size_t sum = 0;
  for (const auto& [prefix, layer] : layers_) sum += layer->shared();
  return sum;
}

void Sequence::prepare(const StepContext& context, float* shared) const {
  for (const auto& [prefix, layer] : layers_) {
    layer->prepare(context, shared);
    shared += layer->shared();
  }
}

Values Sequence::forward(const StepContext& context, const Values& in, std::span<float> scratch) const {
  Values* const between = values(scratch);
  std::span<float> rest = scratch.subspan(fixed_scratch(in.rows));
  std::construct_at(between, in);
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const std::size_t size = layers_[l].second->scratch(in.rows);
    std::construct_at(between + l + 1, layers_[l].second->forward(context, between[l], rest.first(size)));
    rest = rest.subspan(size);
  }
  Values& last = between[layers_.size()];
  settle(last);
  return last;
}

float* Sequence::output_gradient(std::size_t rows, std::span<float> scratch) const {
  return gradients(rows, scratch, 0);
}

float* Sequence::backward(const StepContext& context, std::size_t rows, std::span<float> scratch,
                          std::span<float* const> own_gradient) const {
  Values* const between = values(scratch);
  Gradient gradient{gradients(rows, scratch, 0)};
  float* spare = gradients(rows, scratch, 1);
  std::size_t end = layer_scratch(rows);
  StepContext here = context;
  here.shared = context.shared + shared();
  for (std::size_t l = layers_.size(); l-- > 0;) {
    const Layer& layer = *layers_[l].second;
    const std::size_t size = layer.scratch(rows), first = first_tensor_[l];
    end -= size;
    here.shared -= layer.shared();
    float* const before = gradient.data;
    gradient = layer.backward(here, between[l], between[l + 1], gradient, spare,
                              scratch.subspan(fixed_scratch(rows) + end, size),
                              own_gradient.subspan(first, first_tensor_[l + 1] - first));
    if (gradient.data == spare) spare = before;
  }
  settle(gradient, between[0]);
  return gradient.data;
}

void Sequence::update_statistics(Parameters& moved, const StepContext& context, std::size_t rows,
                                 std::span<const float> scratch) const {
  std::span<const float> rest = scratch.subspan(fixed_scratch(rows));
  for (const auto& [prefix, layer] : layers_) {
    const std::size_t size = layer->scratch(rows);
    layer->update_statistics(moved, context, rows, rest.first(size));
    rest = rest.subspan(size);
  }
}

}  // namespace interplay::layers
