// The plan of a named model for a named solver: the place where both are known.
#pragma once

#include "plan/plan.h"

namespace interplay {

// The plan of the model that the options name (models::plan_of), for the solver that they name.
ModelPlan plan_for(const Schema& schema, const TrainOptions& options, const TargetInfo& target);

}  // namespace interplay
