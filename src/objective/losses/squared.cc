#include "objective/loss.h"

namespace interplay {
namespace {

// (y - p)^2 of the prediction p.
class Squared final : public Loss {
 public:
  std::string_view name() const override { return "squared"; }
  std::string_view definition() const override { return "(y - p)^2"; }

  double evaluate(const Link& link, const LossInput& rows, std::span<float> gradient) const override {
    double sum = 0;
    for (std::size_t r = 0; r < rows.rows(); ++r) {
      const double w = rows.weight_of(r);
      const float prediction = link.prediction(rows.score[r]), target = rows.target[r];
      const double error = static_cast<double>(prediction) - target;
      sum += w * (error * error);
      if (gradient.empty()) continue;
      gradient[r] =
          static_cast<float>(rows.scale * w) * (2 * (prediction - target) * link.slope(rows.score[r], prediction));
    }
    return sum;
  }

  TargetKind target() const override { return TargetKind::number; }
  int unit_power() const override { return 2; }
  Conditional conditional() const override { return Conditional::normal; }
  std::optional<kernels::FusedLoss> fused(const Link& link) const override {
    if (link.identity()) return kernels::FusedLoss::squared;
    if (link.given_ends()) return kernels::FusedLoss::squared_range;
    return std::nullopt;
  }
};

}  // namespace

const Loss& squared_loss() {
  static const Squared loss;
  return loss;
}

}  // namespace interplay
