#include "solvers/defaults.h"

#include <algorithm>
#include <string>

#include "interplay/error.h"

namespace interplay {

void solver_defaults(std::string_view solver, TrainOptions& options) {
  options.solver = solver;
  if (solver == "sgda") {
    options.optimizer = "sgd";
    options.batch = 1;
    options.learning_rate = 0;
    options.schedule = "linear";
    options.l2 = options.l2_linear = options.l2_factors = options.l2_count_power = 0;
    options.l2_scope = "touched";
    options.epochs = 30;
  }
  if (solver != "als" && solver != "mcmc") return;
  options.init = 0.1;
  options.l2 = 0;
  options.rank = solver == "als" ? 8 : 20;
  options.epochs = solver == "als" ? 50 : 300;
  options.l2_linear = solver == "als" ? 3 : 0;
  options.l2_factors = solver == "als" ? 10 : 0;
  // A checkpoint of a chain holds the draws kept so far.
  if (solver == "mcmc") options.checkpoint_every = 20;
}

std::span<const SolverOption> solver_options() {
  static const std::vector<SolverOption> table = {
      {"optimizer", {"gradient"}},
      {"batch", {"gradient"}},
      {"learning_rate", {"gradient", "sgda"}},
      {"linear_rate", {"gradient", "sgda"}},
      {"schedule", {"gradient", "sgda"}},
      {"decay", {"gradient", "sgda"}},
      {"l2", {"gradient", "sgda", "als"}},
      {"l2_linear", {"gradient", "sgda", "als"}},
      {"l2_factors", {"gradient", "sgda", "als"}},
      {"l2_kernel", {"gradient"}},
      {"l2_count_power", {"gradient"}},
      {"l2_rate", {"sgda"}},
      {"l2_scope", {"gradient"}},
      {"clip_norm", {"gradient"}},
      {"global_clip_norm", {"gradient"}},
      {"adam", {"gradient"}},
      {"beta1", {"gradient"}},
      {"beta2", {"gradient"}},
      {"epsilon", {"gradient"}},
      {"block", {"als", "mcmc"}},
      {"burn_in", {"mcmc"}},
      {"draws", {"mcmc"}},
      {"hogwild", {"gradient"}},
  };
  return table;
}

void check_solver_reads(const TrainOptions& options, std::span<const TrainOptions> usual) {
  for (const auto& [name, solvers] : solver_options()) {
    if (std::ranges::find(solvers, options.solver) != solvers.end()) continue;
    const std::string value = get_option(options, name);
    if (std::ranges::any_of(usual, [&](const TrainOptions& one) { return get_option(one, name) == value; })) continue;
    std::string readers;
    for (const std::string_view solver : solvers) readers += (readers.empty() ? "" : ", ") + std::string(solver);
    throw Error(Code::usage,
                "solver '" + options.solver + "' has no option '" + std::string(name) + "', and it is set to " + value,
                "leave it out, or choose a solver that has it: " + readers);
  }
}

}  // namespace interplay
