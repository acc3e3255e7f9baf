#include "models/parts.h"
#include "models/table.h"

namespace interplay::models {
namespace {

// sum over the items j of the user's history of B_ji, the B of zero diagonal that makes |X - X B|^2 + l2 |B|^2 least.
// Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data".
ModelPlan ease_plan(const Schema& schema, const TrainOptions& options, const TargetInfo&) {
  return plan_of_items(schema, options, ItemWeights::regression);
}

void ease_defaults(TrainOptions& options) {
  options.epochs = 1;
  options.l2 = 1000;
}

}  // namespace

const ModelDefinition& ease_definition() {
  static const ModelDefinition definition{
      .name = "ease",
      .summary = "Interactions alone: every item foretold from the user's history by ridge regression, in closed form",
      .defaults = ease_defaults,
      .plan = ease_plan,
      .reads = {"neighbors"},
      .own_recipe = true,
      .solver = "closed_form",
      .derives = {user_history}};
  return definition;
}

}  // namespace interplay::models
