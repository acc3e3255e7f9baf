#include <algorithm>
#include <cmath>
#include <vector>

#include "objective/drawn_negatives.h"
#include "objective/list_loss.h"

namespace interplay {
namespace {

// Bayesian personalised ranking: -log sigmoid(s_i - s_j) for every pair of rows of a group with y_i > y_j, such as a
// positive row (y = 1) and each of its negatives (y = 0), with the weight of row i. Rendle et al. 2009.
class Bpr final : public ListLoss, public ComparesDrawn {
 public:
  std::string_view name() const override { return "bpr"; }
  std::string_view definition() const override { return "-log sigmoid(s_i - s_j), pairs of a group with y_i > y_j"; }
  const ListProperties& lists() const override {
    static constexpr ListProperties properties{.kernel = kernels::RankedLoss::bpr,
                                               .negatives = 4,
                                               .negatives_of_batches = 1,
                                               .finds_hard_negatives = false,
                                               .recipe = {64, 30, 0.2, 0.003}};
    return properties;
  }

 private:
  void add_group(const LossInput& rows, std::size_t first, std::size_t last, std::span<float> gradient,
                 double& sum) const override {
    std::vector<double> slopes(last - first, 0.0);
    for (std::size_t better = first; better < last; ++better)
      for (std::size_t worse = first; worse < last; ++worse)
        if (rows.target[better] > rows.target[worse])
          sum += pair(rows, better, worse, slopes[better - first], slopes[worse - first]);
    for (std::size_t r = first; r < last && !gradient.empty(); ++r)
      gradient[r] = static_cast<float>(rows.scale * slopes[r - first]);
  }

  static double pair(const LossInput& rows, std::size_t better, std::size_t worse, double& up, double& down) {
    const double w = rows.weight_of(better);
    const double d = static_cast<double>(rows.score[better]) - static_cast<double>(rows.score[worse]);
    const double slope = w / (1 + std::exp(d));  // w sigmoid(-d); where exp(d) is infinite, 0
    up -= slope;
    down += slope;
    // log(1 + exp(-d)), finite for any finite d.
    return w * (std::max(-d, 0.0) + std::log1p(std::exp(-std::abs(d))));
  }
};

}  // namespace

const Loss& bpr_loss() {
  static const Bpr loss;
  return loss;
}

}  // namespace interplay
