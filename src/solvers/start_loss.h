// The loss that training starts from, by which the losses of its epochs are judged.
#pragma once

#include "solvers/solver.h"

namespace interplay {

// The greater of two mean losses: of the number that the head starts from, over all training rows, and of `parameters`
// as they start, over at most 8,192 rows spread evenly (all where the loss has groups). Not of an
// ordinal objective.
double start_loss(const Problem& problem, const Parameters& parameters);

}  // namespace interplay
