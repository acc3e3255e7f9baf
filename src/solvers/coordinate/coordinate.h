// Wing coordinate: solvers that visit one feature after the other and solve its conditional distribution. In: an
// FM-shaped plan, training rows and start parameters; one call is one pass. Out: the parameters after it, the noise,
// the thresholds of levels, and what the priors were. The definitions in solvers/definitions make them; the loop drives
// them.
//
// Alternating least squares and Gibbs sampling for FM-shaped plans. Both sweep over the features; ALS takes the mean of
// each conditional distribution, Gibbs sampling a random draw.
#pragma once

#include <memory>

#include "solvers/solver.h"

namespace interplay {

// Throws Error(usage), naming options.solver, for a plan that cannot be fitted.
void check_coordinate(const ModelPlan& plan, const TrainOptions& options);

// SolverDefinition::listed_bytes. Targets that change, for levels or where coordinates are solved in blocks, pass from
// one table to the other in every process, and rows that are a table themselves are in each: then it is 0.
double coordinate_listed_bytes(const ModelPlan& plan, const TrainOptions& options, bool weighted);

// The point of every conditional distribution that a sweep takes: the mean (als) or a draw (mcmc).
enum class ConditionalPoint { mean, draw };

// Variants for tests to compare with.
struct CoordinateVariant {
  bool expanded = false;     // see coordinate_tables
  bool equal_noise = false;  // mcmc: the same noise for all users and items (see coordinate_noise.h)
};

std::unique_ptr<Solver> coordinate_solver(const Problem& problem, Parameters& parameters, ConditionalPoint take,
                                          CoordinateVariant variant = {});

}  // namespace interplay
