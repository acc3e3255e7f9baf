#include "terms/layers/activation.h"

namespace interplay::layers {
namespace {

class ActivationLayer final : public Layer {
 public:
  explicit ActivationLayer(Activation f) : f_(f) {}

  Shape connect(const Shape& inputs) override {
    inputs_ = inputs;
    return {inputs.width, f_, 0};
  }

  std::size_t scratch(std::size_t rows) const override {
    return inputs_.read_again() ? rows * stride_of(inputs_.width) : 0;
  }

  Values forward(const StepContext&, Values& in, std::span<float> scratch) const override {
    if (in.activation != Activation::identity) settle(in);
    Values out = inputs_.read_again() ? copied(in, scratch.data()) : in;
    out.activation = f_;
    out.nonzero = {};
    return out;
  }

  // The slope follows from the output. That of relu is 1 or 0: where the next layer has found out which outputs are
  // not 0, the bits are handed on instead of being applied.
  Gradient backward(const StepContext&, Values&, const Values& out, Gradient gradient, float*, std::span<float>,
                    std::span<float* const>) const override {
    settle(gradient, out);
    if (f_ == Activation::relu && out.nonzero.data) return {gradient.data, out.nonzero};
    kernels::activate_backward(f_, out.data, out.rows, out.width, out.stride(), gradient.data);
    return gradient;
  }

 private:
  Activation f_;
  Shape inputs_;
};

}  // namespace

std::unique_ptr<Layer> activation(Activation f) { return std::make_unique<ActivationLayer>(f); }

}  // namespace interplay::layers
