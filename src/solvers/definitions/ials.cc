#include "solvers/implicit/ials.h"
#include "solvers/definition.h"

namespace interplay {
namespace {

void ials_defaults(TrainOptions& options) {
  options.rank = 64;
  options.init = 0.1;
  options.initializer = "normal";
  options.epochs = 16;
  options.l2 = 0.2;
  options.l2_linear = options.l2_factors = 0;
}

}  // namespace

const SolverDefinition& ials_definition() {
  static const SolverDefinition definition{
      .name = "ials",
      .summary = "Implicit alternating least squares: interactions without targets against all pairs",
      .properties = {.fits_interactions = true, .minimizes_penalized = true},
      .reads = {"l2", "l2_factors", "block", "unobserved_weight", "l2_frequency_power", "cg_steps"},
      .make = ials_solver,
      .defaults = ials_defaults,
      .check = [](const ModelPlan& plan, const TrainOptions& options, bool) { check_ials(plan, options); },
      .model = "ials",
      .spools_rows = true,
      .working_copies = 2,
  };
  return definition;
}

}  // namespace interplay
