// The training loop around a solver: epochs, schedules, early stopping, best parameters, checkpoints, resume,
// finite check with step-size back-off, history.
#pragma once

#include "solvers/solver.h"

namespace interplay {

// Metrics of the current parameters on the validation rows (empty: none).
using Validate = std::function<MetricValues(const Parameters&)>;
// Writes / reads a checkpoint: the floor above knows how.
struct LoopState {
  std::int64_t epoch = 0;         // passes completed
  double step_scale = 1;          // back-off: halved after each divergence
  double best_value = 0;
  std::int64_t epochs_without_improvement = 0;
  History history;
};

History run_loop(const Problem& problem, Solver& solver, Parameters& parameters, const Validate& validate,
                 Observer& observer);

}  // namespace interplay
