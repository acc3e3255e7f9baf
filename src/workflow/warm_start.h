// Starts training from the parameters of another model.
#pragma once

#include "model/implementation.h"

namespace interplay {

// Throws Error(usage) unless data has the inputs that a model reads, users and items by any name.
void check_inputs(const Schema& start, const Schema& schema);

// Throws Error(usage) unless `model`, which has no parameters yet, has the definition, fields and levels of `start`,
// and a solver that can go on from it.
void check_start(const Model& start, const ModelImplementation& model);

// What a model that goes on from `start` takes for its target: `target`, of the new rows, in the units of `start`. If
// `keeps_range`, predictions that `start` can make stay possible.
TargetInfo target_to_go_on(const Model& start, TargetInfo target, bool keeps_range);
// The options by which the target of the new rows is seen as `start` sees its own.
TrainOptions target_options(const Model& start, TrainOptions options);

// Replaces `parameters` of `plan` by those of `start`: the member that is `back` before the last. Rows of categories
// are matched by id. Ids that `start` does not know get the mean of their field's rows where a chain goes on, which is
// near the mean of the prior, and keep their values otherwise. Tensors that `start` does not have (the noise, in a
// model by another solver) keep their values.
void start_from(const Model& start, std::size_t back, bool chain, const ModelPlan& plan, Parameters& parameters);

}  // namespace interplay
