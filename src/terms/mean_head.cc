#include <cmath>

#include "terms/head.h"

namespace interplay {
namespace {

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

class MeanHead final : public Head {
 public:
  MeanHead(double initial, Distil distil) : initial_(initial), distil_(distil) {}

  std::string_view kind() const override { return "mean"; }

  void declare(std::vector<TensorSpec>& specs, std::size_t columns) override {
    columns_ = columns;
    id_ = specs.size();
    specs.push_back(bias_spec(initial_));
  }

  void forward(const StepContext& context, Columns in, std::size_t rows, float* score,
               std::span<float>) const override {
    for (std::size_t r = 0; r < rows; ++r) score[r] = score_of(context, in, r);
  }

  void backward(const StepContext& context, Columns in, std::size_t rows, const float* score_gradient,
                Columns in_gradient, std::span<float>, std::span<float* const> own_gradient) const override {
    const float bias = *(*context.parameters)[id_].data, part = 1 / static_cast<float>(columns_);
    double sum = 0;
    for (std::size_t r = 0; r < rows; ++r) {
      const float score = score_of(context, in, r);
      const double weight = context.weight ? static_cast<double>(context.weight[context.first_row + r]) : 1.0;
      for (std::size_t c = 0; c < columns_; ++c) {
        const auto pull = static_cast<float>(context.loss_share * weight * slope(bias + in[c][r], score));
        in_gradient[c][r] = part * score_gradient[r] + pull;
        sum += static_cast<double>(pull);
      }
      sum += static_cast<double>(score_gradient[r]);
    }
    *own_gradient[0] += static_cast<float>(sum);
  }

  HeadWeights weights(const Parameters& parameters) const override {
    return {static_cast<double>(*parameters[id_].data),
            std::vector<double>(columns_, 1 / static_cast<double>(columns_))};
  }

 private:
  float score_of(const StepContext& context, Columns in, std::size_t r) const {
    float sum = 0;
    for (std::size_t c = 0; c < columns_; ++c) sum += in[c][r];
    return *(*context.parameters)[id_].data + sum / static_cast<float>(columns_);
  }

  // By `own`, of the loss between it and the score.
  double slope(float own, float score) const {
    const auto x = static_cast<double>(own), y = static_cast<double>(score);
    if (distil_ == Distil::no) return 0;
    return distil_ == Distil::squares ? 2 * (x - y) : sigmoid(x) - sigmoid(y);
  }

  double initial_;
  Distil distil_;
  std::size_t columns_ = 0;
  TensorId id_ = 0;
};

}  // namespace

std::unique_ptr<Head> mean_head(double initial, Distil distil) { return std::make_unique<MeanHead>(initial, distil); }

}  // namespace interplay
