#include "objective/drawn_negatives.h"
#include "objective/first_violation.h"
#include "objective/list_loss.h"

namespace interplay {
namespace {

// Weighted approximate-rank pairwise loss: for a row i, its group is searched in order for the first row j with
// y_j < y_i and s_j > s_i - 1. If it is number t of those that were looked at, i has about rank (items - 1) / t, and
// the pair costs H(rank) (1 - s_i + s_j), with the weight of row i; if there is none, nothing. Weston, Bengio and
// Usunier 2011, "WSABIE". The choice of j counts as constant in the gradient.
class Warp final : public ListLoss, public ComparesDrawn {
 public:
  std::string_view name() const override { return "warp"; }
  std::string_view definition() const override {
    return "H((items - 1) / t) max(0, 1 - s_i + s_j), j the first violation of a group, in try t";
  }
  const ListProperties& lists() const override {
    static constexpr ListProperties properties{.kernel = kernels::RankedLoss::warp,
                                               .negatives = 30,
                                               .negatives_of_batches = 30,
                                               .finds_hard_negatives = true,
                                               .recipe = {64, 8, 0.005, 0.003}};
    return properties;
  }

 private:
  void add_group(const LossInput& rows, std::size_t first, std::size_t last, std::span<float> gradient,
                 double& sum) const override {
    for (std::size_t better = first; better < last; ++better)
      sum += first_violation(rows, better, first, last, gradient);
  }
};

}  // namespace

const Loss& warp_loss() {
  static const Warp loss;
  return loss;
}

}  // namespace interplay
