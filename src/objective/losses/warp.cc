#include <algorithm>
#include <cmath>

#include "objective/list_loss.h"
#include "objective/rank_weight.h"

namespace interplay {
namespace {

// Weighted approximate-rank pairwise loss: for a row i, its group is searched in order for the first row j with
// y_j < y_i and s_j > s_i - 1. If it is number t of those that were looked at, i has about rank (items - 1) / t, and
// the pair costs H(rank) (1 - s_i + s_j), with the weight of row i; if there is none, nothing. Weston, Bengio and
// Usunier 2011, "WSABIE". The choice of j counts as constant in the gradient.
class Warp final : public ListLoss {
 public:
  std::string_view name() const override { return "warp"; }
  std::string_view definition() const override {
    return "H((items - 1) / t) max(0, 1 - s_i + s_j), j the first violation of a group, in try t";
  }

 private:
  void add_group(const LossInput& rows, std::size_t first, std::size_t last, std::span<float> gradient,
                 double& sum) const override {
    for (std::size_t better = first; better < last; ++better) sum += violation(rows, better, first, last, gradient);
  }

  static double violation(const LossInput& rows, std::size_t better, std::size_t first, std::size_t last,
                          std::span<float> gradient) {
    const std::uint32_t items = rows.items > 0 ? rows.items : static_cast<std::uint32_t>(last - first);
    std::uint32_t tries = 0;
    for (std::size_t worse = first; worse < last; ++worse) {
      if (!(rows.target[better] > rows.target[worse])) continue;
      ++tries;
      const double margin = 1 - static_cast<double>(rows.score[better]) + static_cast<double>(rows.score[worse]);
      if (!(margin > 0)) continue;
      const double slope = rows.weight_of(better) * rank_weight(items, tries);
      if (!gradient.empty()) {
        gradient[better] -= static_cast<float>(rows.scale * slope);
        gradient[worse] += static_cast<float>(rows.scale * slope);
      }
      return slope * margin;
    }
    return 0;
  }
};

}  // namespace

const Loss& warp_loss() {
  static const Warp loss;
  return loss;
}

}  // namespace interplay
