#include "objective/list_loss.h"

#include <algorithm>

namespace interplay {

double ListLoss::evaluate(const Link&, const LossInput& rows, std::span<float> gradient) const {
  std::ranges::fill(gradient, 0.0f);
  if (rows.target.empty()) return 0;  // no row is known to be better than another
  double sum = 0;
  for (std::size_t first = 0, last = 0; first < rows.rows(); first = last) {
    while (last < rows.rows() && rows.group[last] == rows.group[first]) ++last;
    add_group(rows, first, last, gradient, sum);
  }
  return sum;
}

}  // namespace interplay
