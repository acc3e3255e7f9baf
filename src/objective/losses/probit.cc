#include <algorithm>
#include <cmath>

#include "objective/loss.h"
#include "objective/normal.h"

namespace interplay {
namespace {

// -y log p - (1 - y) log(1 - p) with p = Phi(s). For y = 0, 1 - Phi(s) = Phi(-s).
class Probit final : public Loss {
 public:
  std::string_view name() const override { return "probit"; }
  std::string_view definition() const override { return "-y log p - (1 - y) log(1 - p)"; }

  double evaluate(const Link&, const LossInput& rows, std::span<float> gradient) const override {
    double sum = 0;
    for (std::size_t r = 0; r < rows.rows(); ++r) {
      const double w = rows.weight_of(r);
      const double sign = rows.target[r] == 1.0f ? 1 : -1, s = sign * static_cast<double>(rows.score[r]);
      const double probability = std::max(normal_cdf(s), 1e-300);
      sum += w * -std::log(probability);
      if (!gradient.empty())
        gradient[r] =
            static_cast<float>(rows.scale * w) * static_cast<float>(-sign * (normal_density(s) / probability));
    }
    return sum;
  }

  TargetKind target() const override { return TargetKind::binary; }
  std::string_view link() const override { return "probit"; }
  Conditional conditional() const override { return Conditional::latent_normal; }
};

}  // namespace

const Loss& probit_loss() {
  static const Probit loss;
  return loss;
}

}  // namespace interplay
