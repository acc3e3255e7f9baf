// Where models by name meet solvers by name.
#pragma once

#include "model/plan.h"

namespace interplay {

// The plan of the model that options name (models::plan_of), as the solver that they name fits it.
ModelPlan plan_for(const Schema& schema, const TrainOptions& options, const TargetInfo& target);

}  // namespace interplay
