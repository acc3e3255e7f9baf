// Steps of AdaGrad, row after row, for field-aware factorization machines (kernels/field_aware_step.h).
//
// Rows come in windows. The slopes of a window's losses are those at the parameters before its first row (the bias
// alone is always up to date); its rows then step one after another, each with the parameters that the one before has
// left. Blocks of pairs of fields own their parameters, so that threads take different blocks: they step theirs by the
// slopes of the last window, then add up what theirs contribute to the scores of the next one. What threads wait for is
// a sum of a few numbers per row, and no sum depends on how many there are. Windows begin small, while steps are large
// (docs/decisions/0072-field-aware-windows.md).
#pragma once

#include <memory>

#include "solvers/solver.h"

namespace interplay {

// Throws Error(usage) if the plan is no field-aware factorization machine of single features.
void check_field_aware(const ModelPlan& plan, const TrainOptions& options);

// Throws Error(usage) as well where a row has several features of a field.
std::unique_ptr<Solver> field_aware_solver(const Problem& problem, Parameters& parameters);

}  // namespace interplay
