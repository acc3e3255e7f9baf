#include "solvers/closed_form/closed_form.h"
#include "solvers/definition.h"

namespace interplay {

const SolverDefinition& closed_form_definition() {
  static const SolverDefinition definition{
      .name = "closed_form",
      .summary = "Computes models of interactions at once: counts, similarities, ridge regression",
      .properties = {.fits_interactions = true},
      .reads = {"l2"},
      .make = closed_form_solver,
      .defaults = [](TrainOptions& options) { options.epochs = 1; },
      .check = [](const ModelPlan& plan, const TrainOptions& options, bool) { check_closed_form(plan, options); },
      .model = "ease",
  };
  return definition;
}

}  // namespace interplay
