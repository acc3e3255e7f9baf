// Starts a chain from the draws of another model.
#pragma once

#include "model/implementation.h"

namespace interplay {

// Throws Error(usage) unless `model`, which has no parameters yet, has the definition, fields and levels of `start`,
// and solver mcmc.
void check_start(const Model& start, const ModelImplementation& model);

// Replaces `parameters` of `plan` by the draw of `start` that is `back` before the last. Rows of categories are matched
// by id. Ids that `start` does not know get the mean of their field's rows, which is near the mean of the prior.
// Tensors that `start` does not have (the noise, in a model by another solver) keep their values.
void start_from(const Model& start, std::size_t back, const ModelPlan& plan, Parameters& parameters);

}  // namespace interplay
