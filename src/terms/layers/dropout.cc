#include "terms/layers/dropout.h"

#include <cassert>

#include "kernels/arrays.h"

namespace interplay::layers {
namespace {

class DropoutLayer final : public Layer {
 public:
  DropoutLayer(double rate, std::uint32_t number) : rate_(rate), number_(number) {}

  Shape connect(const Shape& inputs) override {
    assert(inputs.dropout == 0);  // two in a row are one of a higher rate
    inputs_ = inputs;
    return {inputs.width, inputs.activation, rate_};
  }

  // Which numbers are kept.
  std::size_t scratch(std::size_t rows) const override {
    return stride_of(2 * rows * kernels::BitRows::words_for(inputs_.width));
  }

  Values forward(const StepContext& context, Values& in, std::span<float> scratch) const override {
    if (!context.training) return in;
    const kernels::DropoutMask kept = this->kept(scratch);
    const auto first_row = static_cast<std::uint32_t>(context.first_row);
    kernels::draw({rate_, context.seed, context.step, number_, first_row}, in.rows, in.width, kept.bits);
    settle(in, kept);
    return in;
  }

  // After relu, the bits are also those of its slope, and it hands them on.
  Gradient backward(const StepContext& context, Values& in, const Values&, Gradient gradient, float*,
                    std::span<float> scratch, std::span<float* const>) const override {
    if (!context.training || gradient.has_factor) return {gradient.data, gradient.kept};
    settle(gradient, in);
    kernels::activate(Activation::identity, nullptr, in.rows, in.width, in.stride(), kept(scratch), gradient.data);
    // The activation before finds its slope from outputs without the factor.
    if (inputs_.read_again()) kernels::scale(static_cast<float>(1 - rate_), in.data, in.rows * in.stride());
    return gradient;
  }

 private:
  kernels::DropoutMask kept(std::span<float> scratch) const {
    return {{reinterpret_cast<std::uint64_t*>(scratch.data()), kernels::BitRows::words_for(inputs_.width)},
            true,
            static_cast<float>(1 / (1 - rate_))};
  }

  double rate_;
  std::uint32_t number_;
  Shape inputs_;
};

}  // namespace

std::unique_ptr<Layer> dropout(double rate, std::uint32_t number) {
  return std::make_unique<DropoutLayer>(rate, number);
}

}  // namespace interplay::layers
