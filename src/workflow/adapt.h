// Settings that the training rows decide, where nobody has given them: the L2 of weights and vectors, or how many
// epochs a perceptron may take. See docs/decisions/0019-adaptive-defaults.md.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "model/implementation.h"
#include "solvers/linear_fit.h"

namespace interplay {

// Whether options and model leave it to the data: options.adapt, and nobody has changed the model's recipe (L2, epochs,
// rate, batch, optimizer, starting values): who does is given just that.
bool adapts(const TrainOptions& options);

struct Adapted {
  TrainOptions options;  // what is trained with
  LinearFit linear;      // where training starts, and the L2 of the weights
  bool linear_alone;     // what is not linear only does harm
  std::string note;      // what was chosen, for people
};

// `targets`: as the objective sees them. Rows to choose by are split.valid where there are any, else a part of
// split.train that is held out for it. Nothing when the observer asked to stop. Same data and options: same
// result, for every seed and number of threads.
std::optional<Adapted> adapt(const ModelImplementation& model, const Dataset& data, const Split& split,
                             std::span<const float> targets, const TaskPool& pool, Observer& observer);

// Parameters that predict what the linear part does: its weights and bias, the rest small, or 0 if it is to be alone.
void start_at(const LinearFit& linear, bool alone, const ModelPlan& plan, Parameters& parameters);
// The table of the linear weights; null when the plan has none.
const Embedding* linear_table(const ModelPlan& plan);

}  // namespace interplay
