#include "terms/layers/cross.h"

#include <algorithm>
#include <cassert>
#include <string>
#include <vector>

#include "terms/layers/activation.h"
#include "terms/layers/branches.h"
#include "terms/layers/curve.h"
#include "terms/layers/dense.h"

namespace interplay::layers {
namespace {

// z_l. The prefixes in lists of branches follow that of the step and a slash.
std::unique_ptr<Layer> step_of(const CrossOptions& options, std::size_t width) {
  const auto whole = [&](std::size_t outputs) { return dense(outputs, options.initializer); };
  const auto low_rank = [&] {
    std::vector<List> experts;
    for (std::size_t e = 0; e < options.experts; ++e) {
      const std::string prefix = "experts/" + std::to_string(e);
      List list;
      list.emplace_back(prefix + "/in", whole(options.rank));
      list.emplace_back("", activation(Activation::tanh));
      list.emplace_back(prefix + "/core", whole(options.rank));
      list.emplace_back("", activation(Activation::tanh));
      experts.push_back(std::move(list));
    }
    List gate = single("experts/gate", whole(options.experts));
    gate.emplace_back("", curve(Curve::softmax));
    std::vector<List> both;
    both.push_back(std::move(gate));
    both.push_back(single("", branches(Join::side_by_side, std::move(experts))));
    List list = single("", branches(Join::weighted, std::move(both)));
    list.emplace_back("", whole(width));
    return list;
  };
  if (options.rank == 0 && !options.gate) return whole(width);
  std::vector<List> parts;
  parts.push_back(options.rank > 0 ? low_rank() : single("", whole(width)));
  if (!options.gate) return branches(Join::side_by_side, std::move(parts));
  parts.push_back(single("gate", whole(width)));
  parts.back().emplace_back("", activation(Activation::sigmoid));
  return branches(Join::product, std::move(parts));
}

// With g the gradient of x_{l+1}: d/dz_l = g * x_0, d/dx_l = g + what z_l hands back, d/dx_0 += g * z_l.
class Cross final : public Layer {
 public:
  explicit Cross(const CrossOptions& options) : options_(options) {}

  Shape connect(const Shape& inputs) override {
    width_ = inputs.width;
    for (std::size_t l = 0; l < options_.depth; ++l) {
      steps_.push_back(step_of(options_, width_));
      // The inputs are also read by others than the first step: it cannot fold the factor of dropout into its kernel.
      steps_.back()->connect({width_});
    }
    return {width_};
  }

  void declare(const std::string& prefix, std::vector<TensorSpec>& specs) override {
    const std::size_t first = specs.size();
    for (std::size_t l = 0; l < steps_.size(); ++l) steps_[l]->declare(prefix + "/" + std::to_string(l), specs);
    tensors_ = (specs.size() - first) / steps_.size();
  }

  // For every step where z_l is, x_{l+1} and what the layer of z_l keeps; two gradients.
  std::size_t scratch(std::size_t rows) const override { return steps_.size() * step_scratch(rows) + 2 * matrix(rows); }

  std::size_t shared() const override { return steps_.size() * steps_.front()->shared(); }
  void prepare(const StepContext& context, float* shared) const override {
    for (const auto& step : steps_) {
      step->prepare(context, shared);
      shared += step->shared();
    }
  }

  Values forward(const StepContext& context, Values& in, std::span<float> scratch) const override {
    settle(in);
    Values x = in;
    for (std::size_t l = 0; l < steps_.size(); ++l) {
      Values z = steps_[l]->forward(context, x, own_scratch(l, in.rows, scratch));
      settle(z);
      std::construct_at(record(l, in.rows, scratch), z);
      Values next{output(l, in.rows, scratch), in.rows, width_};
      for (std::size_t i = 0; i < matrix(in.rows); ++i) next.data[i] = in.data[i] * z.data[i] + x.data[i];
      x = next;
    }
    return x;
  }

  Gradient backward(const StepContext& context, Values& in, const Values& out, Gradient gradient, float* spare,
                    std::span<float> scratch, std::span<float* const> own_gradient) const override {
    settle(gradient, out);
    const std::size_t size = matrix(in.rows);
    float* const z_gradient = scratch.data() + steps_.size() * step_scratch(in.rows);
    float* const first_gradient = z_gradient + size;  // of x_0, by way of the products
    std::fill_n(first_gradient, size, 0.0f);
    StepContext here = context;
    here.shared = context.shared + shared();
    for (std::size_t l = steps_.size(); l-- > 0;) {
      here.shared -= steps_[l]->shared();
      Values x = l == 0 ? in : Values{output(l - 1, in.rows, scratch), in.rows, width_};
      const Values& z = *record(l, in.rows, scratch);
      for (std::size_t i = 0; i < size; ++i) {
        z_gradient[i] = gradient.data[i] * in.data[i];
        first_gradient[i] += gradient.data[i] * z.data[i];
      }
      steps_[l]->backward(here, x, z, Gradient{z_gradient}, spare, own_scratch(l, in.rows, scratch),
                          own_gradient.subspan(tensors_ * l, tensors_));
      for (std::size_t i = 0; i < size; ++i) gradient.data[i] += spare[i];
    }
    for (std::size_t i = 0; i < size; ++i) gradient.data[i] += first_gradient[i];
    return gradient;
  }

 private:
  static constexpr std::size_t record_floats = stride_of((sizeof(Values) + sizeof(float) - 1) / sizeof(float));

  std::size_t matrix(std::size_t rows) const { return rows * stride_of(width_); }
  std::size_t step_scratch(std::size_t rows) const {
    return record_floats + matrix(rows) + steps_.front()->scratch(rows);
  }
  Values* record(std::size_t l, std::size_t rows, std::span<float> scratch) const {
    return reinterpret_cast<Values*>(scratch.data() + l * step_scratch(rows));
  }
  // x_{l+1}.
  float* output(std::size_t l, std::size_t rows, std::span<float> scratch) const {
    return scratch.data() + l * step_scratch(rows) + record_floats;
  }
  // Of the layer of z_l.
  std::span<float> own_scratch(std::size_t l, std::size_t rows, std::span<float> scratch) const {
    return scratch.subspan(l * step_scratch(rows) + record_floats + matrix(rows), steps_.front()->scratch(rows));
  }

  CrossOptions options_;
  std::size_t width_ = 0, tensors_ = 0;  // tensors of a step
  std::vector<std::unique_ptr<Layer>> steps_;
};

}  // namespace

std::unique_ptr<Layer> cross(const CrossOptions& options) {
  assert(options.depth > 0);
  return std::make_unique<Cross>(options);
}

std::unique_ptr<Layer> cross(std::size_t depth) { return cross(CrossOptions{.depth = depth}); }

}  // namespace interplay::layers
