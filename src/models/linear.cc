#include "terms/linear.h"
#include "models/parts.h"
#include "models/table.h"

namespace interplay::models {
namespace {

// b + sum_i x_i w_i
ModelPlan linear_plan(const Schema& schema, const TrainOptions& options, const TargetInfo& target) {
  require_inputs(schema, "linear");
  const Objective objective = objective_of(options, target);
  ModelPlan plan(schema);
  plan.add(interplay::linear(plan.table("linear", 1, weight_options(options))));
  plan.finish(biased_sum(objective, target), objective);
  return plan;
}

void linear_defaults(TrainOptions&) {}

}  // namespace

const ModelDefinition& linear_definition() {
  static const ModelDefinition definition{"linear",
                                          "A weight per feature: what each user, item and attribute adds on its own",
                                          linear_defaults,
                                          linear_plan,
                                          {"numeric"}};
  return definition;
}

}  // namespace interplay::models
