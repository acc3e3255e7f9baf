#include "solvers/definition.h"
#include "solvers/gradient/adaptive.h"

namespace interplay {
namespace {

void sgda_defaults(TrainOptions& options) {
  options.optimizer = "sgd";
  options.batch = 1;
  options.learning_rate = 0;
  options.schedule = "linear";
  options.l2 = options.l2_linear = options.l2_factors = options.l2_count_power = 0;
  options.l2_scope = "touched";
  options.epochs = 30;
}

}  // namespace

const SolverDefinition& sgda_definition() {
  static const SolverDefinition definition{
      .name = "sgda",
      .summary = "Steps downhill by single rows, which learn their L2 on the validation part",
      .properties = {.has_rate = true, .needs_validation = true, .learns_l2 = true},
      .reads = {"learning_rate", "linear_rate", "schedule", "decay", "l2", "l2_linear", "l2_factors", "l2_rate"},
      .make = adaptive_solver,
      .defaults = sgda_defaults,
      .check = check_adaptive,
      .spools_rows = true,
      .working_copies = 3,
  };
  return definition;
}

}  // namespace interplay
