// The training loop around a solver: epochs, schedules, early stopping, best parameters, checkpoints, resume, history,
// and a new start with half the rate if training diverges.
#pragma once

#include <functional>

#include "solvers/checkpoint.h"
#include "solvers/solver.h"

namespace interplay {

// Metrics of the given parameters on the validation rows. They include "loss" (the mean of the objective, without
// clipping) if "loss" or "penalized" is monitored. An empty function: no validation.
using Validate = std::function<MetricValues(const Parameters&)>;

// Trains until the epochs are over, the monitored value stops improving, or the observer asks to stop. `parameters` are
// then those of the best epoch if options.restore_best is set and something is monitored, otherwise those of the last
// complete epoch; if no epoch was completed, those of the incomplete first one. If a pass of a solver with a learning
// rate meets a NaN or an infinity, or has a training loss of more than ten times that of the start (start_loss.h),
// training starts again from the given parameters with half the rate, at most eight times in all. Throws
// Error(diverged) after that, or at once for a solver without a rate; a checkpoint file then holds the last finite
// state. Throws Error(usage, bad_model, io).
History run_loop(const Problem& problem, Solver& solver, Parameters& parameters, const Validate& validate,
                 Observer& observer, const CheckpointPlan& checkpoint = {});

}  // namespace interplay
