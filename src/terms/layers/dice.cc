#include "terms/layers/dice.h"

#include <cmath>

#include "terms/batch_norm.h"

namespace interplay::layers {
namespace {

constexpr double dice_epsilon = 1e-8;

class DiceLayer final : public Layer {
 public:
  explicit DiceLayer(const NormOptions& options) : norm_(options, false) {}

  Shape connect(const Shape& inputs) override {
    width_ = inputs.width;
    return {width_};
  }

  void declare(const std::string& prefix, std::vector<TensorSpec>& specs) override {
    slope_ = specs.size();
    TensorSpec spec;
    spec.name = prefix + "/slope";
    spec.rows = width_;
    spec.columns = 1;
    spec.initializer = {Initializer::Kind::constant, 0};
    specs.push_back(std::move(spec));
    norm_.declare(prefix + "/dice", width_, specs);
  }

  // What normalisation keeps, the shares p, and the outputs.
  std::size_t scratch(std::size_t rows) const override { return kept_floats(rows) + 2 * rows * stride_of(width_); }
  bool whole_batch() const override { return true; }

  Values forward(const StepContext& context, Values& in, std::span<float> scratch) const override {
    settle(in);
    float *const p = shares(in.rows, scratch), *const y = p + in.rows * in.stride();
    std::copy_n(in.data, in.rows * in.stride(), p);
    norm_.forward(context, {p, in.rows, width_, in.stride(), 1}, scratch);
    const float* a = (*context.parameters)[slope_].data;
    for (std::size_t r = 0; r < in.rows; ++r)
      for (std::size_t c = 0; c < width_; ++c) {
        const std::size_t at = r * in.stride() + c;
        p[at] = static_cast<float>(1 / (1 + std::exp(-static_cast<double>(p[at]))));
        y[at] = in.data[at] * (a[c] + (1 - a[c]) * p[at]);
      }
    return {y, in.rows, width_};
  }

  // dy/dx at fixed p is a + (1 - a) p; dy/dp is (1 - a) x, and from p it goes back through sigmoid and normalisation.
  Gradient backward(const StepContext& context, Values& in, const Values& out, Gradient gradient, float* spare,
                    std::span<float> scratch, std::span<float* const> own_gradient) const override {
    settle(gradient, out);
    const float *p = shares(in.rows, scratch), *a = (*context.parameters)[slope_].data;
    for (std::size_t r = 0; r < in.rows; ++r)
      for (std::size_t c = 0; c < width_; ++c) {
        const std::size_t at = r * in.stride() + c;
        const float x = in.data[at], g = gradient.data[at];
        own_gradient[0][c] += g * (1 - p[at]) * x;
        spare[at] = g * (1 - a[c]) * x * p[at] * (1 - p[at]);
      }
    norm_.backward(context, {spare, in.rows, width_, in.stride(), 1}, scratch, own_gradient.subspan(1));
    for (std::size_t r = 0; r < in.rows; ++r)
      for (std::size_t c = 0; c < width_; ++c) {
        const std::size_t at = r * in.stride() + c;
        spare[at] += gradient.data[at] * (a[c] + (1 - a[c]) * p[at]);
      }
    return {spare};
  }

  void update_statistics(Parameters& moved, const StepContext& context, std::size_t,
                         std::span<const float> scratch) const override {
    norm_.update_statistics(moved, context, width_, scratch);
  }

 private:
  std::size_t kept_floats(std::size_t rows) const { return stride_of(BatchNorm::scratch(rows, width_)); }
  float* shares(std::size_t rows, std::span<float> scratch) const { return scratch.data() + kept_floats(rows); }

  BatchNorm norm_;
  std::size_t width_ = 0;
  TensorId slope_ = 0;
};

}  // namespace

std::unique_ptr<Layer> dice(NormOptions options) {
  options.epsilon = dice_epsilon;
  return std::make_unique<DiceLayer>(options);
}

}  // namespace interplay::layers
