// Defaults that belong to a solver rather than to a model.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "interplay/options.h"

namespace interplay {

// What the named solver asks for in place of the model's own defaults; gradient asks for nothing. A solver that does
// not exist changes nothing: the check of options names it.
void solver_defaults(std::string_view solver, TrainOptions& options);

// The options that not every solver has, each with the solvers that do. (`chains` is checked with what it divides.)
struct SolverOption {
  std::string_view name;
  std::vector<std::string_view> solvers;
};
std::span<const SolverOption> solver_options();
// Throws Error(usage) for such an option that options.solver has not, and that is set to something else than in each of
// `usual`, naming the solvers that have it.
void check_solver_reads(const TrainOptions& options, std::span<const TrainOptions> usual);

}  // namespace interplay
