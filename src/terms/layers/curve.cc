#include "terms/layers/curve.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace interplay::layers {
namespace {

constexpr double selu_scale = 1.0507009873554804934, selu_alpha = 1.6732632423543772848;

double phi(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }
double density(double x) { return std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi); }
double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

class CurveLayer final : public Layer {
 public:
  explicit CurveLayer(Curve f) : f_(f) {}

  Shape connect(const Shape& inputs) override {
    width_ = inputs.width;
    return {width_};
  }

  void declare(const std::string& prefix, std::vector<TensorSpec>& specs) override {
    if (f_ != Curve::prelu) return;
    slope_ = specs.size();
    TensorSpec spec;
    spec.name = prefix + "/slope";
    spec.rows = width_;
    spec.columns = 1;
    spec.initializer = {Initializer::Kind::constant, 0.25};
    specs.push_back(std::move(spec));
  }

  std::size_t scratch(std::size_t rows) const override { return rows * stride_of(width_); }

  Values forward(const StepContext& context, Values& in, std::span<float> scratch) const override {
    settle(in);
    const float* slopes = this->slopes(context);
    for (std::size_t r = 0; r < in.rows; ++r) {
      const float* x = in.data + r * in.stride();
      float* y = scratch.data() + r * in.stride();
      if (f_ == Curve::softmax) {
        softmax(x, y);
      } else {
        for (std::size_t c = 0; c < width_; ++c) y[c] = value(x[c], slopes ? slopes[c] : 0);
      }
    }
    return {scratch.data(), in.rows, width_};
  }

  // In `spare`, since the gradient of the outputs is read again for the slopes.
  Gradient backward(const StepContext& context, Values& in, const Values& out, Gradient gradient, float* spare,
                    std::span<float>, std::span<float* const> own_gradient) const override {
    settle(gradient, out);
    const float* slopes = this->slopes(context);
    for (std::size_t r = 0; r < in.rows; ++r) {
      const float *x = in.data + r * in.stride(), *g = gradient.data + r * in.stride();
      float* to = spare + r * in.stride();
      if (f_ == Curve::softmax) {
        softmax(x, to);
        double mean = 0;
        for (std::size_t c = 0; c < width_; ++c) mean += static_cast<double>(to[c]) * static_cast<double>(g[c]);
        for (std::size_t c = 0; c < width_; ++c) to[c] *= g[c] - static_cast<float>(mean);
        continue;
      }
      for (std::size_t c = 0; c < width_; ++c) {
        to[c] = g[c] * slope(x[c], slopes ? slopes[c] : 0);
        if (slopes && x[c] < 0) own_gradient[0][c] += g[c] * x[c];
      }
    }
    return {spare};
  }

 private:
  const float* slopes(const StepContext& context) const {
    return f_ == Curve::prelu ? (*context.parameters)[slope_].data : nullptr;
  }

  float value(float x, float a) const {
    const auto z = static_cast<double>(x);
    switch (f_) {
      case Curve::gelu:
        return static_cast<float>(z * phi(z));
      case Curve::selu:
        return static_cast<float>(selu_scale * (z > 0 ? z : selu_alpha * std::expm1(z)));
      case Curve::prelu:
        return x < 0 ? a * x : x;
      default:
        return static_cast<float>(2 * sigmoid(z));
    }
  }

  float slope(float x, float a) const {
    const auto z = static_cast<double>(x);
    switch (f_) {
      case Curve::gelu:
        return static_cast<float>(phi(z) + z * density(z));
      case Curve::selu:
        return static_cast<float>(selu_scale * (z > 0 ? 1 : selu_alpha * std::exp(z)));
      case Curve::prelu:
        return x < 0 ? a : 1;
      default:
        return static_cast<float>(2 * sigmoid(z) * (1 - sigmoid(z)));
    }
  }

  void softmax(const float* x, float* y) const {
    const float most = *std::max_element(x, x + width_);
    double sum = 0;
    for (std::size_t c = 0; c < width_; ++c) sum += std::exp(static_cast<double>(x[c] - most));
    for (std::size_t c = 0; c < width_; ++c)
      y[c] = static_cast<float>(std::exp(static_cast<double>(x[c] - most)) / sum);
  }

  Curve f_;
  std::size_t width_ = 0;
  TensorId slope_ = 0;
};

}  // namespace

std::unique_ptr<Layer> curve(Curve f) { return std::make_unique<CurveLayer>(f); }

}  // namespace interplay::layers
