// The training loop around a solver: epochs, schedules, early stopping, best parameters, checkpoints, resume,
// finite check with step-size back-off, history.
#pragma once

#include <functional>

#include "solvers/checkpoint.h"
#include "solvers/solver.h"

namespace interplay {

// Metrics of the given parameters on the validation rows, among them "loss" (the mean of the objective, without
// clipping) where that or "penalized" is monitored. An empty function: there are none.
using Validate = std::function<MetricValues(const Parameters&)>;

// Trains until the epochs are over, the monitored value stops improving, or the observer asks to stop.
// `parameters` are then those of the best epoch where options.restore_best and something is monitored, else
// those of the last completed epoch; those of an incomplete first epoch when no epoch was completed. A pass
// that meets a NaN or an infinity is undone and repeated with half the step, at most eight times in all.
// Throws Error(diverged) after that (a checkpoint file then holds the last finite state), Error(usage,
// bad_model, io).
History run_loop(const Problem& problem, Solver& solver, Parameters& parameters, const Validate& validate,
                 Observer& observer, const CheckpointPlan& checkpoint = {});

}  // namespace interplay
