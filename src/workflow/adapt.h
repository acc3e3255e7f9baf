// Settings that the training rows decide if the user has not: the L2 of weights and vectors, or the number of epochs of
// a perceptron. See docs/decisions/0019-adaptive-defaults.md.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "model/implementation.h"
#include "solvers/gradient/linear_fit.h"

namespace interplay {

// Whether options and model leave these to the data: options.adapt is set, and the model's recipe (L2, epochs, rate,
// batch, optimizer, starting values) is unchanged. A recipe that was changed is followed.
bool adapts(const TrainOptions& options);

// Whether the plan is a network without a linear part, and rows held out decide about it. Of many rows a validation
// part stops it in time, and whether it knows more than weights is no question then.
bool network_adapts(const ModelPlan& plan, const Split& split);

struct Adapted {
  TrainOptions options;       // the options to train with; with linear_part where the network needs weights beside it
  LinearFit linear;           // the start of training, and the L2 of the weights
  bool linear_alone = false;  // everything beyond the linear part does harm
  std::string note;           // what was chosen, for people
};

// `targets`: as the objective sees them. Settings are compared on split.valid if it has rows, otherwise on a part of
// split.train that is held out for this. Returns nothing if the observer asked to stop. The result depends on data and
// options, not on the seed or the number of threads.
std::optional<Adapted> adapt(const ModelImplementation& model, const Dataset& data, const Split& split,
                             std::span<const float> targets, const TaskPool& pool, Observer& observer);

// The L2 of weights by which training goes on from `start`: what the training rows of `start` chose, unless `options`
// ask for another. Without weights.
std::optional<LinearFit> kept_l2(const ModelImplementation& start, const TrainOptions& options);

// Sets parameters that predict what the linear part does: its weights and bias; the rest small, or 0 if it is to be
// alone. Of a plan without a linear part the bias alone.
void start_at(const LinearFit& linear, bool alone, const ModelPlan& plan, Parameters& parameters);
// The table of the linear weights; null if the plan has none.
const Embedding* linear_table(const ModelPlan& plan);

}  // namespace interplay
