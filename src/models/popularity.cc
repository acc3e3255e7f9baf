#include "models/parts.h"
#include "models/table.h"
#include "terms/linear.h"

namespace interplay::models {
namespace {

// The number of training rows of the item, or the sum of their weights.
ModelPlan popularity_plan(const Schema& schema, const TrainOptions&, const TargetInfo&) {
  const std::size_t item[] = {user_and_item(schema, "popularity")[1]};
  ModelPlan plan(schema);
  plan.add(linear(plan.table("popularity", 1, {.penalty = Penalty::none}, item)));
  plan.finish(sum_head(false), {.link = {}, .loss = &loss_named("none")});
  return plan;
}

void popularity_defaults(TrainOptions& options) { options.epochs = 1; }

}  // namespace

const ModelDefinition& popularity_definition() {
  static const ModelDefinition definition{.name = "popularity",
                                          .summary = "Interactions alone: how many an item has, the same for everybody",
                                          .defaults = popularity_defaults,
                                          .plan = popularity_plan,
                                          .own_recipe = true,
                                          .solver = "closed_form"};
  return definition;
}

}  // namespace interplay::models
