#include <string>

#include "interplay/error.h"
#include "solvers/adaptive.h"
#include "solvers/coordinate.h"
#include "solvers/fused.h"
#include "solvers/solver.h"

namespace interplay {

std::unique_ptr<Solver> make_solver(const Problem& problem, Parameters& parameters) {
  check_options(problem.options);
  if (problem.options.solver == "sgda") return adaptive_solver(problem, parameters);
  if (problem.options.solver != "gradient") return coordinate_solver(problem, parameters);
  const std::string refusal =
      problem.options.batch > 1 ? "batch is " + std::to_string(problem.options.batch) : fused_refusal(problem);
  if (refusal.empty()) return fused_solver(problem, parameters);
  if (problem.options.hogwild)
    throw Error(Code::usage, "hogwild lets single rows race, and this training takes mini-batches: " + refusal,
                "leave hogwild out; the result is then the same for any number of threads");
  return minibatch_solver(problem, parameters);
}

}  // namespace interplay
