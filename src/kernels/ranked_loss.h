// What a step of descent for lists compares, by name.
#pragma once

namespace interplay::kernels {

enum class RankedLoss {
  bpr,       // sum_j log(1 + exp(s_j - s_0)), item 0 being the positive
  warp,      // rank_weights[t - 1] max(0, 1 - s_0 + s_j), j the t-th negative, the first for which this is above 0
  softmax,   // log(1 + sum_j exp(z_j - z_0)), z = s - log_q
  logistic,  // log(1 + exp(-s_0)) + sum_j log(1 + exp(s_j))
};

}  // namespace interplay::kernels
