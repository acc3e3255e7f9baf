#include "workflow/plan_for.h"

#include "models/table.h"
#include "solvers/definition.h"

namespace interplay {

ModelPlan plan_for(const Schema& schema, const TrainOptions& options, const TargetInfo& target) {
  TargetInfo seen = target;
  if (const SolverDefinition* solver = find_solver(options.solver)) {
    seen.binary_link = solver->binary_link;
    seen.interactions = solver->properties.fits_interactions;
  }
  return models::plan_of(schema, options, seen);
}

}  // namespace interplay
