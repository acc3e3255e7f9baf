// Alternating least squares and Gibbs sampling of FM-shaped plans with squared loss: one sweep, of whose
// conditionals ALS takes the means and Gibbs sampling draws.
#pragma once

#include <memory>

#include "solvers/solver.h"

namespace interplay {

// options.solver is als or mcmc. Throws Error(usage) for a plan that they cannot fit.
void check_coordinate(const ModelPlan& plan, const TrainOptions& options);

// What tests compare with.
struct CoordinateVariant {
  bool expanded = false;     // see coordinate_tables
  bool equal_noise = false;  // mcmc: no factors of the noise (coordinate_noise.h)
};

std::unique_ptr<Solver> coordinate_solver(const Problem& problem, Parameters& parameters,
                                          CoordinateVariant variant = {});

}  // namespace interplay
