// Descent one row at a time for FM-shaped plans: the fast path. See kernels/fused_step.h for the step and fused_grid.h
// for how it runs on many threads with the same bits.
#pragma once

#include <memory>
#include <string>

#include "solvers/solver.h"

namespace interplay {

// Why steps of single rows cannot do what the options ask for, in words; empty when they can.
std::string step_refusal(const TrainOptions& options);
// Why `problem` cannot be solved by fused steps, in words; empty when it can.
std::string fused_refusal(const Problem& problem);

std::unique_ptr<Solver> fused_solver(const Problem& problem, Parameters& parameters);

}  // namespace interplay
