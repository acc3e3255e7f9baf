#include "terms/layers/factorized.h"

#include <cassert>

namespace interplay::layers {
namespace {

class FactorizedLayer final : public Layer {
 public:
  explicit FactorizedLayer(Factorized join) : join_(join) {}

  Shape connect(const Shape& inputs) override {
    assert(inputs.width % 2 == 0);
    half_ = inputs.width / 2;
    return {outputs()};
  }

  std::size_t scratch(std::size_t rows) const override { return rows * stride_of(outputs()); }

  Values forward(const StepContext&, Values& in, std::span<float> scratch) const override {
    settle(in);
    for (std::size_t r = 0; r < in.rows; ++r) {
      const float *a = in.data + r * in.stride(), *b = a + half_;
      float* out = scratch.data() + r * stride_of(outputs());
      for (std::size_t c = 0; c < half_; ++c) {
        if (join_ == Factorized::sum) {
          out[c] = a[c] + a[c] * b[c];
        } else {
          out[c] = a[c];
          out[half_ + c] = a[c] * b[c];
        }
      }
    }
    return {scratch.data(), in.rows, outputs()};
  }

  Gradient backward(const StepContext&, Values& in, const Values& out, Gradient gradient, float* spare,
                    std::span<float>, std::span<float* const>) const override {
    settle(gradient, out);
    for (std::size_t r = 0; r < in.rows; ++r) {
      const float *a = in.data + r * in.stride(), *b = a + half_, *g = gradient.data + r * stride_of(outputs());
      const float* of_product = join_ == Factorized::sum ? g : g + half_;
      float* row = spare + r * in.stride();
      for (std::size_t c = 0; c < half_; ++c) {
        row[c] = g[c] + of_product[c] * b[c];
        row[half_ + c] = of_product[c] * a[c];
      }
    }
    return {spare};
  }

 private:
  std::size_t outputs() const { return join_ == Factorized::sum ? half_ : 2 * half_; }

  Factorized join_;
  std::size_t half_ = 0;
};

}  // namespace

std::unique_ptr<Layer> factorized(Factorized join) { return std::make_unique<FactorizedLayer>(join); }

}  // namespace interplay::layers
