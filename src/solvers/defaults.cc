#include "solvers/defaults.h"

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

}  // namespace interplay
