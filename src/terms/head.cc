#include "terms/head.h"

namespace interplay {
namespace {

class SumHead final : public Head {
 public:
  SumHead(bool bias, double initial) : bias_(bias), initial_(initial) {}

  std::string_view kind() const override { return "sum"; }

  void declare(std::vector<TensorSpec>& specs, std::size_t columns) override {
    columns_ = columns;
    if (!bias_) return;
    id_ = specs.size();
    specs.push_back(bias_spec(initial_));
  }

  void forward(const StepContext& context, Columns in, std::size_t rows, float* score,
               std::span<float>) const override {
    const float start = bias_ ? *(*context.parameters)[id_].data : 0.0f;
    for (std::size_t r = 0; r < rows; ++r) score[r] = start;
    for (std::size_t c = 0; c < in.count; ++c)
      for (std::size_t r = 0; r < rows; ++r) score[r] += in[c][r];
  }

  void backward(const StepContext&, Columns, std::size_t rows, const float* score_gradient, Columns in_gradient,
                std::span<float>, std::span<float* const> own_gradient) const override {
    for (std::size_t c = 0; c < in_gradient.count; ++c)
      for (std::size_t r = 0; r < rows; ++r) in_gradient[c][r] = score_gradient[r];
    if (!bias_) return;
    double sum = 0;
    for (std::size_t r = 0; r < rows; ++r) sum += static_cast<double>(score_gradient[r]);
    *own_gradient[0] += static_cast<float>(sum);
  }

  HeadWeights weights(const Parameters& parameters) const override {
    return {bias_ ? static_cast<double>(*parameters[id_].data) : 0.0, std::vector<double>(columns_, 1.0)};
  }

 private:
  bool bias_;
  double initial_;
  std::size_t columns_ = 0;
  TensorId id_ = 0;
};

}  // namespace

TensorSpec bias_spec(double initial) {
  TensorSpec spec;
  spec.name = "bias";
  spec.rows = spec.columns = 1;
  spec.initializer = {Initializer::Kind::constant, initial};
  return spec;
}

std::unique_ptr<Head> sum_head(bool bias, double initial) { return std::make_unique<SumHead>(bias, initial); }

}  // namespace interplay
