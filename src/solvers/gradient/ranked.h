// Fused steps for losses over lists: one positive at a time, with its drawn negatives.
#pragma once

#include <string>

#include "solvers/solver.h"

namespace interplay {

// Why a problem with drawn negatives cannot be fitted by fused steps, in words; empty if it can.
std::string ranked_refusal(const Problem& problem);

// The steps of mini-batches of one positive, in the same order and with the same negatives, up to rounding and for a
// feature that a positive's rows have more than once, which steps as often. One thread does all the work.
std::unique_ptr<Solver> ranked_solver(const Problem& problem, Parameters& parameters);

}  // namespace interplay
