#include "models/parts.h"
#include "models/table.h"

namespace interplay::models {
namespace {

// sum over the items j of the user's history of sim(j, i): the cosine of the columns of both items, the interactions
// being rows of users; of every item the nearest ones alone.
ModelPlan item_knn_plan(const Schema& schema, const TrainOptions& options, const TargetInfo&) {
  return plan_of_items(schema, options, ItemWeights::similarity);
}

void item_knn_defaults(TrainOptions& options) {
  options.epochs = 1;
  options.neighbors = 200;
  options.shrinkage = 10;
  options.interaction_weighting = "tfidf";
}

}  // namespace

const ModelDefinition& item_knn_definition() {
  static const ModelDefinition definition{
      .name = "item_knn",
      .summary = "Interactions alone: items like those of the user's history, by cosine",
      .defaults = item_knn_defaults,
      .plan = item_knn_plan,
      .reads = {"neighbors", "shrinkage", "interaction_weighting"},
      .own_recipe = true,
      .solver = "closed_form",
      .derives = {user_history}};
  return definition;
}

}  // namespace interplay::models
