#include <algorithm>
#include <cmath>

#include "objective/drawn_negatives.h"
#include "objective/loss.h"

namespace interplay {
namespace {

// -y log p - (1 - y) log(1 - p) with p = sigmoid(s).
class Logistic final : public Loss, public ComparesDrawn {
 public:
  std::string_view name() const override { return "logistic"; }
  std::string_view definition() const override { return "-y log p - (1 - y) log(1 - p)"; }

  double evaluate(const Link&, const LossInput& rows, std::span<float> gradient) const override {
    double sum = 0;
    for (std::size_t r = 0; r < rows.rows(); ++r) {
      const double w = rows.weight_of(r), s = rows.score[r];
      const float target = rows.target[r];
      // log(1 + exp(s)) - y s: equal to the definition, finite for any finite score.
      sum += w * (std::max(s, 0.0) + std::log1p(std::exp(-std::abs(s))) - target * s);
      if (gradient.empty()) continue;
      // sigmoid(s) - y without cancellation: for y = 1 it is -sigmoid(-s).
      const float slope = target == 1.0f ? -sigmoid(-rows.score[r]) : sigmoid(rows.score[r]) - target;
      gradient[r] = static_cast<float>(rows.scale * w) * slope;
    }
    return sum;
  }

  TargetKind target() const override { return TargetKind::binary; }
  std::string_view link() const override { return "logistic"; }
  std::optional<kernels::FusedLoss> fused(const Link&) const override { return kernels::FusedLoss::logistic; }
  const ListProperties& lists() const override {
    static constexpr ListProperties properties{.kernel = kernels::RankedLoss::logistic,
                                               .negatives = 8,
                                               .negatives_of_batches = 8,
                                               .finds_hard_negatives = false,
                                               .recipe = {64, 10, 0.1, 0.0005}};
    return properties;
  }
};

}  // namespace

const Loss& logistic_loss() {
  static const Logistic loss;
  return loss;
}

}  // namespace interplay
