#include <algorithm>
#include <cmath>

#include "objective/loss.h"
#include "objective/normal.h"
#include "objective/ordinal.h"

namespace interplay {
namespace {

// -log P(level), P(level k) = Phi(c_k - s) - Phi(c_{k-1} - s).
class Ordinal final : public Loss {
 public:
  std::string_view name() const override { return "ordinal"; }
  std::string_view definition() const override { return "-log P(level)"; }

  double evaluate(const Link&, const LossInput& rows, std::span<float> gradient) const override {
    double sum = 0;
    for (std::size_t r = 0; r < rows.rows(); ++r) {
      const double w = rows.weight_of(r);
      const auto found = std::ranges::lower_bound(rows.levels, rows.target[r]);
      const auto level = static_cast<std::size_t>(found - rows.levels.begin());
      const LevelEnds ends = level_ends(rows.thresholds, level, static_cast<double>(rows.score[r]));
      const double probability = std::max(normal_between(ends.low, ends.high), 1e-300);
      sum += w * -std::log(probability);
      if (gradient.empty()) continue;
      const double slope = (normal_density(ends.high) - normal_density(ends.low)) / probability;
      gradient[r] = static_cast<float>(rows.scale * w) * static_cast<float>(slope);
    }
    return sum;
  }

  TargetKind target() const override { return TargetKind::levels; }
  std::string_view link() const override { return "ordinal"; }
  Conditional conditional() const override { return Conditional::latent_normal; }
};

}  // namespace

const Loss& ordinal_loss() {
  static const Ordinal loss;
  return loss;
}

}  // namespace interplay
