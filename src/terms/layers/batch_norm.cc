#include "terms/layers/batch_norm.h"

#include "terms/batch_norm.h"

namespace interplay::layers {
namespace {

class BatchNormLayer final : public Layer {
 public:
  explicit BatchNormLayer(const NormOptions& options) : norm_(options) {}

  Shape connect(const Shape& inputs) override {
    inputs_ = inputs;
    return {inputs.width};
  }

  void declare(const std::string& prefix, std::vector<TensorSpec>& specs) override {
    norm_.declare(prefix + "/norm", inputs_.width, specs);
  }

  // What normalisation keeps and, where it must not work in place, the outputs.
  std::size_t scratch(std::size_t rows) const override {
    return kept_floats(rows) + (inputs_.read_again() ? rows * stride_of(inputs_.width) : 0);
  }

  bool whole_batch() const override { return true; }

  Values forward(const StepContext& context, Values& in, std::span<float> scratch) const override {
    settle(in);
    Values out = inputs_.read_again() ? copied(in, scratch.data() + kept_floats(in.rows)) : in;
    out.nonzero = {};
    norm_.forward(context, {out.data, out.rows, out.width, out.stride(), 1}, scratch);
    return out;
  }

  Gradient backward(const StepContext& context, Values&, const Values& out, Gradient gradient, float*,
                    std::span<float> scratch, std::span<float* const> own_gradient) const override {
    settle(gradient, out);
    norm_.backward(context, {gradient.data, out.rows, out.width, out.stride(), 1}, scratch, own_gradient);
    return gradient;
  }

  void update_statistics(Parameters& moved, const StepContext& context, std::size_t,
                         std::span<const float> scratch) const override {
    norm_.update_statistics(moved, context, inputs_.width, scratch);
  }

 private:
  std::size_t kept_floats(std::size_t rows) const { return stride_of(BatchNorm::scratch(rows, inputs_.width)); }

  BatchNorm norm_;
  Shape inputs_;
};

}  // namespace

std::unique_ptr<Layer> batch_norm(const NormOptions& options) { return std::make_unique<BatchNormLayer>(options); }

}  // namespace interplay::layers
