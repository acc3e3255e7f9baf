// The parameters of new ids of one side, given their interactions and all other parameters.
#pragma once

#include <span>
#include <vector>

#include "base/task_pool.h"
#include "interplay/dataset.h"
#include "recommend/fold_in/growth.h"
#include "recommend/fold_in/new_rows.h"

namespace interplay {

// Writes to the members of `grown` the rows of the new ids of a side that have some of `rows`, interactions of `given`,
// which `data` has encoded by the grown star. For every member:
//   squares:        the mean of the normal distribution that the rows, the noise and the prior define
//   implicit:       the equations of the solver (solvers/implicit/ials.h)
//   lists:          Newton steps on the loss, each interaction against drawn ids of the other side
//   other losses:   Newton steps
// Scores that are not linear in the parameters (of perceptrons, say) are made so at every step.
void fit_side(const Model& before, GrownModel& grown, const Dataset& given, const Dataset& data,
              std::span<const std::uint32_t> rows, const NewSide& side, const TaskPool& pool);

}  // namespace interplay
