// Wing implicit: least squares over interactions that happened and all pairs that might have. In: a plan of two sides
// (ModelPlan::sides_shape), interactions with weights, start parameters; one call is one pass: the users' side is
// solved, then the items'. Out: the parameters after it, and the loss. The definitions in solvers/definitions make the
// solver; the loop drives it. sides.h lists the interactions by row of a side, gram.h sums over all rows of a side,
// equations.h solves for the vector of one feature.
//
//   L = sum over interactions w (1 - s)^2 + u sum over all pairs s^2 + sum over features j of l_j |v_j|^2
//   l_j = l2 noise (n_j / n)^power,  n_j = sum over the rows r of j of x^2 (w_r + u times the rows of the other side)
//   noise = sqrt(W / users) + sqrt(W / items),  W = sum over interactions w^2
//
// with w_r the weights of the interactions of row r, and n the mean of w_r + u times the items over the users.
// Penalties on both sides shrink the singular values of the matrix of scores, and a random matrix with as many
// interactions has a largest one of about `noise`: in these units the same l2 suits sparse data and dense, and any
// scale of weights. Hu, Koren, Volinsky 2008; penalties, start and order as in Rendle, Krichene, Zhang, Koren 2022,
// "Revisiting the performance of iALS on item recommendation benchmarks". Features besides ids are solved in the same
// way, given the others of their side.
#pragma once

#include <memory>
#include <optional>

#include "solvers/solver.h"

namespace interplay {

// Throws Error(usage), naming options.solver, for a plan that cannot be fitted.
void check_ials(const ModelPlan& plan, const TrainOptions& options);

// Throws Error(usage) for a plan that cannot be fitted and for data with targets.
std::unique_ptr<Solver> ials_solver(const Problem& problem, Parameters& parameters);

}  // namespace interplay
