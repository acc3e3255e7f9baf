#include "solvers/definition.h"
#include "solvers/gradient/field_aware.h"

namespace interplay {
namespace {

// libffm's: rate 0.2, lambda 2e-5 (lambda / 2 w^2 there), sums that start at 1, rank 4. Field-aware vectors learn their
// rows by heart: few epochs.
void fused_defaults(TrainOptions& options) {
  options.optimizer = "adagrad";
  options.batch = 1;
  options.epochs = 8;
  options.l2_scope = "touched";
  options.learning_rate = 0.2;
  options.linear_rate = 1;
  options.schedule = "constant";
  options.epsilon = 1;
  options.l2 = options.l2_count_power = 0;
  options.l2_linear = options.l2_factors = 1e-5;
  options.numeric = "linear";
  options.initializer = "uniform";
  options.init = 0.2;
  options.rank = 4;
}

}  // namespace

const SolverDefinition& fused_definition() {
  static const SolverDefinition definition{
      .name = "fused",
      .summary = "AdaGrad of field-aware factorization machines, row after row, as libffm and xLearn have it",
      .properties = {.has_rate = true},
      .reads = {"learning_rate", "linear_rate", "schedule", "decay", "l2", "l2_linear", "l2_factors", "epsilon"},
      .make = field_aware_solver,
      .defaults = fused_defaults,
      .check = [](const ModelPlan& plan, const TrainOptions& options, bool) { check_field_aware(plan, options); },
      .model = "ffm",
      .takes_bags = false,
  };
  return definition;
}

}  // namespace interplay
