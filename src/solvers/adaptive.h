// Solver sgda: descent one row at a time whose L2 coefficients, one for the weights of each field and one for each
// coordinate of its vectors, are learned on the validation rows (Rendle 2012, WSDM). Formulas: kernels/adaptive_step.h.
#pragma once

#include <memory>

#include "solvers/solver.h"

namespace interplay {

// Throws Error(usage) for a plan or options that it cannot fit, and without validation rows.
void check_adaptive(const ModelPlan& plan, const TrainOptions& options, bool has_validation);

// Its state: "sgda/l2", the coefficients, a row for each field (in the order of FusedFeatures::slots()) of the
// coordinates, padded to a multiple of 8, and 8 more numbers, the first of which is that of the weights; and
// "sgda/gradients", the last gradient of every feature.
std::unique_ptr<Solver> adaptive_solver(const Problem& problem, Parameters& parameters);

}  // namespace interplay
