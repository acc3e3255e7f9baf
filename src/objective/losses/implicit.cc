#include "objective/loss.h"

namespace interplay {
namespace {

// Interactions that happened, each a one: w (1 - s)^2. The pairs that did not happen are no rows; solvers that fit this
// loss add the squares of the scores of all pairs. Hu, Koren, Volinsky 2008, in the form of Rendle et al. 2022.
class Implicit final : public Loss {
 public:
  std::string_view name() const override { return "implicit"; }
  std::string_view definition() const override { return "(1 - s)^2 of interactions, u s^2 of all pairs"; }

  double evaluate(const Link&, const LossInput& rows, std::span<float> gradient) const override {
    double sum = 0;
    for (std::size_t r = 0; r < rows.rows(); ++r) {
      const double w = rows.weight_of(r), e = 1 - static_cast<double>(rows.score[r]);
      sum += w * e * e;
      if (!gradient.empty()) gradient[r] = static_cast<float>(-2 * rows.scale * w * e);
    }
    return sum;
  }

  TargetKind target() const override { return TargetKind::none; }
  std::string_view link() const override { return "identity"; }
};

}  // namespace

const Loss& implicit_loss() {
  static const Implicit loss;
  return loss;
}

}  // namespace interplay
