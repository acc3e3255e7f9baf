// A layer in one file.
#include "exercise/parts.h"

namespace interplay {
namespace {

class Scale final : public layers::Layer {
 public:
  layers::Shape connect(const layers::Shape& inputs) override {
    width_ = inputs.width;
    return {width_};
  }

  void declare(const std::string& prefix, std::vector<TensorSpec>& specs) override {
    id_ = specs.size();
    TensorSpec spec;
    spec.name = prefix + "/scale";
    spec.rows = width_;
    spec.columns = 1;
    spec.initializer = {Initializer::Kind::constant, 1};
    specs.push_back(spec);
  }

  std::size_t scratch(std::size_t rows) const override { return rows * layers::stride_of(width_); }

  layers::Values forward(const StepContext& context, layers::Values& in, std::span<float> scratch) const override {
    settle(in);
    const layers::Values out{scratch.data(), in.rows, width_};
    for (std::size_t r = 0; r < in.rows; ++r)
      for (std::size_t c = 0; c < width_; ++c)
        out.data[r * out.stride() + c] = in.data[r * in.stride() + c] * *(*context.parameters)[id_].row(c);
    return out;
  }

  layers::Gradient backward(const StepContext& context, layers::Values& in, const layers::Values& out,
                            layers::Gradient gradient, float*, std::span<float>,
                            std::span<float* const> own_gradient) const override {
    settle(gradient, out);
    for (std::size_t r = 0; r < in.rows; ++r)
      for (std::size_t c = 0; c < width_; ++c) {
        float& here = gradient.data[r * out.stride() + c];
        own_gradient[0][c] += here * in.data[r * in.stride() + c];
        here *= *(*context.parameters)[id_].row(c);
      }
    return gradient;
  }

 private:
  std::size_t width_ = 0;
  TensorId id_ = 0;
};

}  // namespace

std::unique_ptr<layers::Layer> scale() { return std::make_unique<Scale>(); }

}  // namespace interplay
