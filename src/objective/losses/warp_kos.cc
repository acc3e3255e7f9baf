#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "objective/drawn_negatives.h"
#include "objective/first_violation.h"
#include "objective/list_loss.h"

namespace interplay {
namespace {

// The k-th order statistic loss: of the best rows of a group, items that the user took, the one in place k by
// descending score is compared as WARP does (warp.cc), and the others cost nothing. So training lifts what is hard to
// find of a user's items rather than what stands high already. Weston, Yee and Weiss 2013, "Learning to rank
// recommendations with the k-order statistic loss". k = 5 of 10, as in LightFM.
class WarpKos final : public ListLoss, public ComparesDrawn {
 public:
  std::string_view name() const override { return "warp-kos"; }
  std::string_view definition() const override {
    return "H((items - 1) / t) max(0, 1 - s_i + s_j), i the 5th best of 10 items of the user, j the first violation of "
           "a "
           "group, in try t";
  }
  const ListProperties& lists() const override {
    static constexpr ListProperties properties{.kernel = kernels::RankedLoss::warp,
                                               .negatives = 30,
                                               .negatives_of_batches = 30,
                                               .finds_hard_negatives = true,
                                               .recipe = {64, 8, 0.005, 0.003},
                                               .positives = 10,
                                               .positive_place = 5};
    return properties;
  }

 private:
  void add_group(const LossInput& rows, std::size_t first, std::size_t last, std::span<float> gradient,
                 double& sum) const override {
    float greatest = rows.target[first];
    for (std::size_t row = first; row < last; ++row) greatest = std::max(greatest, rows.target[row]);
    std::vector<std::pair<float, std::size_t>> best;
    for (std::size_t row = first; row < last; ++row)
      if (rows.target[row] == greatest) {
        const float score = rows.score[row];  // what is no number is last, so that there is an order
        best.emplace_back(std::isnan(score) ? std::numeric_limits<float>::infinity() : -score, row);
      }
    const std::size_t place = std::min<std::size_t>(lists().positive_place, best.size());
    const auto nth = best.begin() + static_cast<std::ptrdiff_t>(place - 1);
    std::ranges::nth_element(best, nth);
    sum += first_violation(rows, nth->second, first, last, gradient);
  }
};

}  // namespace

const Loss& warp_kos_loss() {
  static const WarpKos loss;
  return loss;
}

}  // namespace interplay
