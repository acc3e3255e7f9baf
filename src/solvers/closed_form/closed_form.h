// Models of interactions whose parameters are computed at once: popularity, and items by items. One pass is the whole
// of it; another one computes the same again.
#pragma once

#include <memory>

#include "solvers/solver.h"

namespace interplay {

// Throws Error(usage) if the plan is another one, or there are targets.
std::unique_ptr<Solver> closed_form_solver(const Problem& problem, Parameters& parameters);

// Throws Error(usage) for another plan.
void check_closed_form(const ModelPlan& plan, const TrainOptions& options);

}  // namespace interplay
