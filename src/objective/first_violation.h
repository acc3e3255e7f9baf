// What WARP and its variants cost.
#pragma once

#include "objective/loss.h"

namespace interplay {

// The rows [first, last), a group, are searched in order for the first row j with a smaller target than row `better`
// and s_j > s_better - 1. If it is number t of those that were looked at, `better` has about rank (items - 1) / t, and
// the cost is w H(rank) (1 - s_better + s_j); if there is none, 0. Adds the derivatives to `gradient` unless it is
// empty; the choice of j counts as constant.
double first_violation(const LossInput& rows, std::size_t better, std::size_t first, std::size_t last,
                       std::span<float> gradient);

}  // namespace interplay
