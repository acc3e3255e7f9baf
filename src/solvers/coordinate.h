// Alternating least squares and Gibbs sampling of FM-shaped plans with squared loss: one sweep, of whose
// conditionals ALS takes the means and Gibbs sampling draws.
#pragma once

#include <memory>

#include "solvers/solver.h"

namespace interplay {

// Throws Error(usage), naming options.solver, for a plan that cannot be fitted.
void check_coordinate(const ModelPlan& plan, const TrainOptions& options);

// What a sweep takes of every conditional: its mean (als) or a draw (mcmc).
enum class ConditionalPoint { mean, draw };

// What tests compare with.
struct CoordinateVariant {
  bool expanded = false;     // see coordinate_tables
  bool equal_noise = false;  // mcmc: no factors of the noise (coordinate_noise.h)
};

std::unique_ptr<Solver> coordinate_solver(const Problem& problem, Parameters& parameters, ConditionalPoint take,
                                          CoordinateVariant variant = {});

}  // namespace interplay
