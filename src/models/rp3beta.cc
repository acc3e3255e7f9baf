#include "models/parts.h"
#include "models/table.h"

namespace interplay::models {
namespace {

// sum over the items j of the user's history of the chance that a walk of two steps from j, over a user of j, comes to
// i, with powers of the chances and of the popularity of i; of every item the largest ones alone. Paudel et al. 2016,
// "Updatable, Accurate, Diverse, and Scalable Recommendations for Interactive Applications".
ModelPlan rp3beta_plan(const Schema& schema, const TrainOptions& options, const TargetInfo&) {
  return plan_of_items(schema, options, ItemWeights::walk);
}

void rp3beta_defaults(TrainOptions& options) {
  options.epochs = 1;
  options.neighbors = 500;
}

}  // namespace

const ModelDefinition& rp3beta_definition() {
  static const ModelDefinition definition{
      .name = "rp3beta",
      .summary = "Interactions alone: where random walks from the items of the user's history come to",
      .defaults = rp3beta_defaults,
      .plan = rp3beta_plan,
      .reads = {"neighbors", "walk_alpha", "walk_beta"},
      .own_recipe = true,
      .solver = "closed_form",
      .derives = {user_history}};
  return definition;
}

}  // namespace interplay::models
