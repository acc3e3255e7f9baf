#include "terms/layers/layer_norm.h"

#include <cmath>

namespace interplay::layers {
namespace {

constexpr double epsilon = 1e-5;

class LayerNorm final : public Layer {
 public:
  Shape connect(const Shape& inputs) override {
    width_ = inputs.width;
    return {width_};
  }

  void declare(const std::string& prefix, std::vector<TensorSpec>& specs) override {
    first_ = specs.size();
    for (const char* part : {"scale", "shift"}) {
      TensorSpec spec;
      spec.name = prefix + "/layer_norm/" + part;
      spec.rows = width_;
      spec.columns = 1;
      if (specs.size() == first_) spec.initializer = {Initializer::Kind::constant, 1};
      specs.push_back(std::move(spec));
    }
  }

  std::size_t scratch(std::size_t rows) const override { return rows * stride_of(width_); }

  Values forward(const StepContext& context, Values& in, std::span<float> scratch) const override {
    settle(in);
    const float *scale = (*context.parameters)[first_].data, *shift = (*context.parameters)[first_ + 1].data;
    for (std::size_t r = 0; r < in.rows; ++r) {
      const float* x = in.data + r * in.stride();
      float* y = scratch.data() + r * in.stride();
      const auto [mean, inverse] = moments(x);
      for (std::size_t c = 0; c < width_; ++c) y[c] = scale[c] * normal(x[c], mean, inverse) + shift[c];
    }
    return {scratch.data(), in.rows, width_};
  }

  // With n the normalised numbers of a row, h = g scale: dx = (h - mean h - n mean(h n)) / deviation.
  Gradient backward(const StepContext& context, Values& in, const Values& out, Gradient gradient, float* spare,
                    std::span<float>, std::span<float* const> own_gradient) const override {
    settle(gradient, out);
    const float* scale = (*context.parameters)[first_].data;
    for (std::size_t r = 0; r < in.rows; ++r) {
      const float *x = in.data + r * in.stride(), *g = gradient.data + r * in.stride();
      float* to = spare + r * in.stride();
      const auto [mean, inverse] = moments(x);
      double sum = 0, product = 0;
      for (std::size_t c = 0; c < width_; ++c) {
        const float n = normal(x[c], mean, inverse), h = g[c] * scale[c];
        own_gradient[0][c] += g[c] * n;
        own_gradient[1][c] += g[c];
        sum += static_cast<double>(h);
        product += static_cast<double>(h) * static_cast<double>(n);
      }
      const auto count = static_cast<double>(width_);
      for (std::size_t c = 0; c < width_; ++c) {
        const auto h = static_cast<double>(g[c] * scale[c]);
        const auto n = static_cast<double>(normal(x[c], mean, inverse));
        to[c] = static_cast<float>((h - sum / count - n * product / count) * inverse);
      }
    }
    return {spare};
  }

 private:
  struct Moments {
    double mean, inverse;
  };
  Moments moments(const float* x) const {
    double sum = 0, squares = 0;
    for (std::size_t c = 0; c < width_; ++c) sum += static_cast<double>(x[c]);
    const double mean = sum / static_cast<double>(width_);
    for (std::size_t c = 0; c < width_; ++c) {
      const double distance = static_cast<double>(x[c]) - mean;
      squares += distance * distance;
    }
    return {mean, 1 / std::sqrt(squares / static_cast<double>(width_) + epsilon)};
  }
  static float normal(float x, double mean, double inverse) {
    return static_cast<float>((static_cast<double>(x) - mean) * inverse);
  }

  std::size_t width_ = 0;
  TensorId first_ = 0;
};

}  // namespace

std::unique_ptr<Layer> layer_norm() { return std::make_unique<LayerNorm>(); }

}  // namespace interplay::layers
