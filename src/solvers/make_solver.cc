#include <initializer_list>
#include <string_view>

#include "interplay/error.h"
#include "solvers/fused.h"
#include "solvers/solver.h"

namespace interplay {
namespace {

void check_choice(std::string_view option, const std::string& value,
                  std::initializer_list<std::string_view> choices) {
  std::string list;
  for (const std::string_view choice : choices) {
    if (value == choice) return;
    list += (list.empty() ? "" : ", ") + std::string(choice);
  }
  throw Error(Code::usage,
              "option '" + std::string(option) + "' is '" + value + "', expected one of " + list);
}

void check(const TrainOptions& options) {
  check_choice("solver", options.solver, {"gradient"});
  check_choice("optimizer", options.optimizer, {"sgd", "adagrad", "adam"});
  check_choice("l2_scope", options.l2_scope, {"touched", "whole"});
  check_choice("adam", options.adam, {"auto", "exact", "lazy"});
  if (options.batch < 1)
    throw Error(Code::usage, "option 'batch' is " + std::to_string(options.batch) + ", expected at least 1");
}

}  // namespace

std::unique_ptr<Solver> make_solver(const Problem& problem, Parameters& parameters) {
  check(problem.options);
  const std::string refusal = problem.options.batch > 1 ? "batch is " + std::to_string(problem.options.batch)
                                                        : fused_refusal(problem);
  if (refusal.empty()) return fused_solver(problem, parameters);
  if (problem.options.hogwild)
    throw Error(Code::usage,
                "hogwild lets single rows race, and this training takes mini-batches: " + refusal,
                "leave hogwild out; the result is then the same for any number of threads");
  return minibatch_solver(problem, parameters);
}

}  // namespace interplay
