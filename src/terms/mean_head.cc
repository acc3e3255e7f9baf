#include <algorithm>
#include <cmath>

#include "terms/head.h"

namespace interplay {
namespace {

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

class MeanHead final : public Head {
 public:
  MeanHead(double initial, Distil distil, std::size_t whole) : initial_(initial), distil_(distil), whole_(whole) {}

  std::string_view kind() const override { return "mean"; }

  void declare(std::vector<TensorSpec>& specs, std::size_t columns) override {
    columns_ = columns;
    id_ = specs.size();
    specs.push_back(bias_spec(initial_));
  }

  void forward(const StepContext& context, Columns in, std::size_t rows, float* score,
               std::span<float>) const override {
    for (std::size_t r = 0; r < rows; ++r) score[r] = shared_of(context, in, r) + mean_of(in, r);
  }

  void backward(const StepContext& context, Columns in, std::size_t rows, const float* score_gradient,
                Columns in_gradient, std::span<float>, std::span<float* const> own_gradient) const override {
    const float part = 1 / static_cast<float>(columns_ - whole_);
    double sum = 0;
    for (std::size_t r = 0; r < rows; ++r) {
      const float shared = shared_of(context, in, r), score = shared + mean_of(in, r);
      const double weight = context.weight ? static_cast<double>(context.weight[context.first_row + r]) : 1.0;
      double pulls = 0;
      for (std::size_t c = whole_; c < columns_; ++c) {
        const auto pull = static_cast<float>(context.loss_share * weight * slope(shared + in[c][r], score));
        in_gradient[c][r] = part * score_gradient[r] + pull;
        sum += static_cast<double>(pull);
        pulls += static_cast<double>(pull);
      }
      for (std::size_t c = 0; c < whole_; ++c) in_gradient[c][r] = score_gradient[r] + static_cast<float>(pulls);
      sum += static_cast<double>(score_gradient[r]);
    }
    *own_gradient[0] += static_cast<float>(sum);
  }

  HeadWeights weights(const Parameters& parameters) const override {
    std::vector<double> columns(columns_, 1 / static_cast<double>(columns_ - whole_));
    std::fill_n(columns.begin(), whole_, 1.0);
    return {static_cast<double>(*parameters[id_].data), std::move(columns)};
  }

 private:
  float shared_of(const StepContext& context, Columns in, std::size_t r) const {
    float sum = *(*context.parameters)[id_].data;
    for (std::size_t c = 0; c < whole_; ++c) sum += in[c][r];
    return sum;
  }
  float mean_of(Columns in, std::size_t r) const {
    float sum = 0;
    for (std::size_t c = whole_; c < columns_; ++c) sum += in[c][r];
    return sum / static_cast<float>(columns_ - whole_);
  }

  // By `own`, of the loss between it and the score.
  double slope(float own, float score) const {
    const auto x = static_cast<double>(own), y = static_cast<double>(score);
    if (distil_ == Distil::no) return 0;
    return distil_ == Distil::squares ? 2 * (x - y) : sigmoid(x) - sigmoid(y);
  }

  double initial_;
  Distil distil_;
  std::size_t whole_;
  std::size_t columns_ = 0;
  TensorId id_ = 0;
};

}  // namespace

std::unique_ptr<Head> mean_head(double initial, Distil distil, std::size_t whole) {
  return std::make_unique<MeanHead>(initial, distil, whole);
}

}  // namespace interplay
