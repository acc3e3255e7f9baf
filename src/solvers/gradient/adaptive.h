// Solver sgda: descent one row at a time whose L2 coefficients, one for the weights of each field and one for each
// coordinate of its vectors, are learned on the validation rows (Rendle 2012, WSDM). Formulas: kernels/adaptive_step.h.
#pragma once

#include <memory>

#include "solvers/solver.h"

namespace interplay {

// Throws Error(usage) for a plan or options that the solver cannot fit, or if there are no validation rows.
void check_adaptive(const ModelPlan& plan, const TrainOptions& options, bool has_validation);

// The state consists of two arrays. "sgda/l2" holds the coefficients, one row per field in the order of
// FusedFeatures::slots(): those of the coordinates, padded to a multiple of 8, then 8 numbers of which the first is
// that of the weights. "sgda/gradients" holds the last gradient of every feature.
std::unique_ptr<Solver> adaptive_solver(const Problem& problem, Parameters& parameters);

}  // namespace interplay
