#include <algorithm>
#include <cmath>

#include "objective/drawn_negatives.h"
#include "objective/list_loss.h"

namespace interplay {
namespace {

// -log of the share of row i in exp(z_i) + sum_j exp(z_j) over the rows of its group with y_j < y_i, z = s - log q. The
// logarithm of the probability by which an item is drawn corrects for it: with many negatives the loss tends to that of
// the softmax over all items, however they are drawn (Bengio and Senecal 2008; Jean et al. 2015). With equal
// probabilities z = s. The weight is that of row i.
class SampledSoftmax final : public ListLoss, public ComparesDrawn {
 public:
  std::string_view name() const override { return "sampled-softmax"; }
  std::string_view definition() const override {
    return "-log(exp z_i / (exp z_i + sum_j exp z_j)), z = s - log q, rows j of a group with y_i > y_j";
  }
  const ListProperties& lists() const override {
    static constexpr ListProperties properties{.kernel = kernels::RankedLoss::softmax,
                                               .negatives = 16,
                                               .negatives_of_batches = 16,
                                               .finds_hard_negatives = false,
                                               .recipe = {64, 12, 0.1, 0.001}};
    return properties;
  }

 private:
  void add_group(const LossInput& rows, std::size_t first, std::size_t last, std::span<float> gradient,
                 double& sum) const override {
    for (std::size_t better = first; better < last; ++better) sum += share(rows, better, first, last, gradient);
  }

  static double logit(const LossInput& rows, std::size_t row) {
    const double score = rows.score[row];
    return rows.log_q.empty() ? score : score - static_cast<double>(rows.log_q[row]);
  }

  static double share(const LossInput& rows, std::size_t better, std::size_t first, std::size_t last,
                      std::span<float> gradient) {
    const double own = logit(rows, better);
    const auto is_worse = [&](std::size_t row) { return rows.target[better] > rows.target[row]; };
    double most = own;
    for (std::size_t row = first; row < last; ++row)
      if (is_worse(row)) most = std::max(most, logit(rows, row));
    double others = 0;
    for (std::size_t row = first; row < last; ++row)
      if (is_worse(row)) others += std::exp(logit(rows, row) - most);
    if (others == 0) return 0;  // none is worse, or all are so by far
    const double total = std::exp(own - most) + others, weight = rows.weight_of(better);
    if (!gradient.empty()) {
      for (std::size_t row = first; row < last; ++row)
        if (is_worse(row))
          gradient[row] += static_cast<float>(rows.scale * weight * std::exp(logit(rows, row) - most) / total);
      gradient[better] -= static_cast<float>(rows.scale * weight * others / total);
    }
    // log(1 + others / own) where the own part is the greatest, so that small losses keep their digits.
    return weight * (most == own ? std::log1p(others) : most - own + std::log(total));
  }
};

}  // namespace

const Loss& sampled_softmax_loss() {
  static const SampledSoftmax loss;
  return loss;
}

}  // namespace interplay
