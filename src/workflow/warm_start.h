// A chain that goes on from the draws of another model.
#pragma once

#include "model/implementation.h"

namespace interplay {

// Throws Error(usage) unless `model`, whose parameters are yet to be found, has the definition, the fields
// and the levels of `start`, and solver mcmc.
void check_start(const Model& start, const ModelImplementation& model);

// Replaces `parameters` of `plan` by the draw of `start` that is `back` before the last: rows of categories
// go by their ids. Ids that `start` does not know get the mean of their field's rows, which is where the
// prior has its mean; what `start` has no tensor for (the noise, of a model by another solver) stays.
void start_from(const Model& start, std::size_t back, const ModelPlan& plan, Parameters& parameters);

}  // namespace interplay
