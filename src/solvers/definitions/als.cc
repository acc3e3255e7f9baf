#include "solvers/coordinate/coordinate.h"
#include "solvers/definition.h"

namespace interplay {
namespace {

void als_defaults(TrainOptions& options) {
  options.init = 0.1;
  options.l2 = 0;
  options.rank = 8;
  options.epochs = 50;
  options.l2_linear = 3;
  options.l2_factors = 10;
}

}  // namespace

const SolverDefinition& als_definition() {
  static const SolverDefinition definition{
      .name = "als",
      .summary = "Alternating least squares: solves for one feature after the other",
      .properties = {.minimizes_penalized = true},
      .reads = {"l2", "l2_linear", "l2_factors", "block"},
      .make = [](const Problem& problem,
                 Parameters& parameters) { return coordinate_solver(problem, parameters, ConditionalPoint::mean); },
      .defaults = als_defaults,
      .check = [](const ModelPlan& plan, const TrainOptions& options, bool) { check_coordinate(plan, options); },
      .listed_bytes = coordinate_listed_bytes,
  };
  return definition;
}

}  // namespace interplay
