#include <string>

#include "interplay/error.h"
#include "solvers/definition.h"
#include "solvers/gradient/fused.h"
#include "solvers/gradient/ranked.h"

namespace interplay {
namespace {

// Single rows by fused steps where the plan allows it, else batches.
std::unique_ptr<Solver> make(const Problem& problem, Parameters& parameters) {
  const std::string refusal = problem.batches             ? "its rows come in batches"
                              : problem.options.batch > 1 ? "batch is " + std::to_string(problem.options.batch)
                              : problem.negatives         ? ranked_refusal(problem)
                                                          : fused_refusal(problem);
  if (refusal.empty())
    return problem.negatives ? ranked_solver(problem, parameters) : fused_solver(problem, parameters);
  if (problem.options.hogwild)
    throw Error(Code::usage, "hogwild lets single rows race, and this training takes mini-batches: " + refusal,
                "leave hogwild out; the result is then the same for any number of threads");
  return minibatch_solver(problem, parameters);
}

void check(const ModelPlan& plan, const TrainOptions& options, bool) {
  if (plan.objective().loss->descends()) return;
  throw Error(Code::usage,
              "solver '" + options.solver + "' cannot fit model '" + options.model +
                  "': its parameters are computed at once, and there is no loss to descend",
              "leave out --solver");
}

}  // namespace

const SolverDefinition& gradient_definition() {
  static const SolverDefinition definition{
      .name = "gradient",
      .summary = "Small steps downhill, by single rows or batches: fits every model",
      .properties = {.has_rate = true, .adapts = true},
      .reads = {"optimizer",
                "batch",
                "learning_rate",
                "linear_rate",
                "schedule",
                "decay",
                "l2",
                "l2_linear",
                "l2_factors",
                "l2_kernel",
                "l2_count_power",
                "l2_scope",
                "clip_norm",
                "global_clip_norm",
                "label_smoothing",
                "adam",
                "beta1",
                "beta2",
                "epsilon",
                "hogwild",
                "loss",
                "negatives",
                "negative_sampling",
                "negative_power"},
      .make = make,
      .check = check,
      .takes_batches = true,
      .spools_rows = true,
  };
  return definition;
}

}  // namespace interplay
