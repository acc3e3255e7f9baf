#include "solvers/coordinate/coordinate.h"
#include "solvers/definition.h"

namespace interplay {
namespace {

void mcmc_defaults(TrainOptions& options) {
  options.init = 0.1;
  options.l2 = 0;
  options.rank = 20;
  options.epochs = 300;
  options.l2_linear = options.l2_factors = 0;
  options.checkpoint_every = 20;  // a checkpoint of a chain holds the draws kept so far
}

}  // namespace

const SolverDefinition& mcmc_definition() {
  static const SolverDefinition definition{
      .name = "mcmc",
      .summary = "Gibbs sampling: draws from the posterior and averages; needs no rates and no L2",
      .properties = {.samples = true, .learns_noise = true, .fits_levels = true},
      .reads = {"block", "burn_in", "draws"},
      .make = [](const Problem& problem,
                 Parameters& parameters) { return coordinate_solver(problem, parameters, ConditionalPoint::draw); },
      .defaults = mcmc_defaults,
      .check = [](const ModelPlan& plan, const TrainOptions& options, bool) { check_coordinate(plan, options); },
      .binary_link = "probit",
      .listed_bytes = coordinate_listed_bytes,
  };
  return definition;
}

}  // namespace interplay
