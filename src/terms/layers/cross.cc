#include "terms/layers/cross.h"

#include <algorithm>
#include <cassert>
#include <string>
#include <vector>

#include "terms/layers/dense.h"

namespace interplay::layers {
namespace {

// Step l has a dense layer for z_l = W_l x_l + b_l. With g the gradient of x_{l+1}:
//   d/dz_l = g * x_0,   d/dx_l = g + W_l^T d/dz_l,   d/dx_0 += g * z_l.
class Cross final : public Layer {
 public:
  Cross(std::size_t depth, Initializer::Kind initializer) : depth_(depth), initializer_(initializer) {}

  Shape connect(const Shape& inputs) override {
    width_ = inputs.width;
    for (std::size_t l = 0; l < depth_; ++l) {
      steps_.push_back(dense(width_, initializer_));
      // The inputs are also read by others than the first step: it cannot fold the factor of dropout into its kernel.
      steps_.back()->connect({width_});
    }
    return {width_};
  }

  void declare(const std::string& prefix, std::vector<TensorSpec>& specs) override {
    for (std::size_t l = 0; l < depth_; ++l) steps_[l]->declare(prefix + "/" + std::to_string(l), specs);
  }

  // For every step x_{l+1} and what the dense layer keeps; two gradients.
  std::size_t scratch(std::size_t rows) const override { return depth_ * step_scratch(rows) + 2 * matrix(rows); }

  std::size_t shared() const override { return depth_ * steps_.front()->shared(); }
  void prepare(const StepContext& context, float* shared) const override {
    for (const auto& step : steps_) {
      step->prepare(context, shared);
      shared += step->shared();
    }
  }

  Values forward(const StepContext& context, Values& in, std::span<float> scratch) const override {
    settle(in);
    Values x = in;
    for (std::size_t l = 0; l < depth_; ++l) {
      Values z = steps_[l]->forward(context, x, dense_scratch(l, in.rows, scratch));
      settle(z);
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
    float* const z_gradient = scratch.data() + depth_ * step_scratch(in.rows);
    float* const first_gradient = z_gradient + size;  // of x_0, by way of the products
    std::fill_n(first_gradient, size, 0.0f);
    StepContext here = context;
    here.shared = context.shared + shared();
    for (std::size_t l = depth_; l-- > 0;) {
      here.shared -= steps_[l]->shared();
      Values x = l == 0 ? in : Values{output(l - 1, in.rows, scratch), in.rows, width_};
      const std::span<float> own = dense_scratch(l, in.rows, scratch);
      const Values z{own.data(), in.rows, width_};  // dense.h
      for (std::size_t i = 0; i < size; ++i) {
        z_gradient[i] = gradient.data[i] * in.data[i];
        first_gradient[i] += gradient.data[i] * z.data[i];
      }
      steps_[l]->backward(here, x, z, Gradient{z_gradient}, spare, own, own_gradient.subspan(2 * l, 2));
      for (std::size_t i = 0; i < size; ++i) gradient.data[i] += spare[i];
    }
    for (std::size_t i = 0; i < size; ++i) gradient.data[i] += first_gradient[i];
    return gradient;
  }

 private:
  std::size_t matrix(std::size_t rows) const { return rows * stride_of(width_); }
  std::size_t step_scratch(std::size_t rows) const { return matrix(rows) + steps_.front()->scratch(rows); }
  // x_{l+1}, and the scratch of the dense layer of step l.
  float* output(std::size_t l, std::size_t rows, std::span<float> scratch) const {
    return scratch.data() + l * step_scratch(rows);
  }
  std::span<float> dense_scratch(std::size_t l, std::size_t rows, std::span<float> scratch) const {
    return scratch.subspan(l * step_scratch(rows) + matrix(rows), steps_.front()->scratch(rows));
  }

  std::size_t depth_;
  Initializer::Kind initializer_;
  std::size_t width_ = 0;
  std::vector<std::unique_ptr<Layer>> steps_;
};

}  // namespace

std::unique_ptr<Layer> cross(std::size_t depth, Initializer::Kind initializer) {
  assert(depth > 0);
  return std::make_unique<Cross>(depth, initializer);
}

}  // namespace interplay::layers
