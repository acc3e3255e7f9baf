// The training loop around a solver: epochs, schedules, early stopping, best parameters, checkpoints, resume,
// finite check with step-size back-off from the start, history.
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
// those of the last completed epoch; those of an incomplete first epoch when no epoch was completed. Where a
// pass of a solver with a learning rate meets a NaN or an infinity, or comes to a training loss of more than ten times
// that of the start (start_loss.h), training starts again from the parameters given with half the rate, at most eight
// times in all.
// Throws Error(diverged) after that, and at once where there is no rate (a checkpoint file then holds the last finite
// state), Error(usage, bad_model, io).
History run_loop(const Problem& problem, Solver& solver, Parameters& parameters, const Validate& validate,
                 Observer& observer, const CheckpointPlan& checkpoint = {});

}  // namespace interplay
