// L2 coefficients of tensors and of their rows.
#pragma once

#include <vector>

#include "solvers/solver.h"

namespace interplay {

// The coefficient of a tensor: l2, plus l2_linear or l2_factors; l2_kernel; 0 for tensors without penalty.
double l2_coefficient(const TrainOptions& options, Penalty penalty);

// The coefficients of the rows of slot `slot` of embedding table `table`:
//   c (n_row / mean n)^-power,  power = options.l2_count_power,
// where n_row is the number of training rows that read the row (at least 1), and the mean is over the rows that any
// training row reads. Frequent rows are decayed often if only the rows of a batch are, so that power 0 is
// weighted-lambda regularisation (Zhou et al. 2008, ALS-WR) and power 1 decays all rows alike. For a number x v + b, v
// has c and b has none, as kernel and bias of a Keras layer.
std::vector<float> row_penalties(const Problem& problem, const Embedding& table, std::size_t slot);

}  // namespace interplay
