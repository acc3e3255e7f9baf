// The loss at the start of training, against which the losses of the epochs are judged.
#pragma once

#include "solvers/solver.h"

namespace interplay {

// The greater of two mean losses: that of the constant that the head starts from, over all training rows, and that of
// `parameters` at the start, over at most 8,192 rows spread evenly (all rows if the loss has groups). If the problem
// brings its batches, both are over the first of them that have 8,192 rows. Precondition: the objective is not ordinal.
double start_loss(const Problem& problem, const Parameters& parameters);

}  // namespace interplay
