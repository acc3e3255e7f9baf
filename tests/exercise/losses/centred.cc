#include "objective/loss.h"

namespace interplay {
namespace {

// Squared errors of what stands about the mean of its group: e = (s - mean of s) - (y - mean of y), loss e^2. What all
// rows of a group have in common costs nothing.
class Centred final : public Loss {
 public:
  std::string_view name() const override { return "centred"; }
  std::string_view definition() const override { return "((s - mean s) - (y - mean y))^2, means over the group"; }

  double evaluate(const Link&, const LossInput& rows, std::span<float> gradient) const override {
    double sum = 0;
    for (std::size_t first = 0, last = 0; first < rows.rows(); first = last) {
      double mean = 0;
      for (; last < rows.rows() && rows.group[last] == rows.group[first]; ++last) mean += excess(rows, last);
      const auto count = static_cast<double>(last - first);
      mean /= count;
      double pull = 0;  // of the group's mean: sum w e
      for (std::size_t r = first; r < last; ++r) {
        const double e = excess(rows, r) - mean;
        sum += rows.weight_of(r) * e * e;
        pull += rows.weight_of(r) * e;
      }
      for (std::size_t r = first; r < last && !gradient.empty(); ++r)
        gradient[r] =
            static_cast<float>(2 * rows.scale * (rows.weight_of(r) * (excess(rows, r) - mean) - pull / count));
    }
    return sum;
  }

  bool grouped() const override { return true; }
  TargetKind target() const override { return TargetKind::number; }
  std::string_view link() const override { return "identity"; }
  int unit_power() const override { return 2; }

 private:
  static double excess(const LossInput& rows, std::size_t r) {
    return static_cast<double>(rows.score[r]) - static_cast<double>(rows.target[r]);
  }
};

}  // namespace

const Loss& centred_loss() {
  static const Centred loss;
  return loss;
}

}  // namespace interplay
