#include "interplay/error.h"
#include "models/parts.h"
#include "models/table.h"
#include "terms/linear.h"

namespace interplay::models {
namespace {

// sigmoid(b + sum_i x_i w_i)
ModelPlan logistic_plan(const Schema& schema, const TrainOptions& options, const TargetInfo& target) {
  require_inputs(schema, "logistic");
  TrainOptions binary = options;
  if (options.target_kind == "regression")
    throw Error(Code::usage, "model 'logistic' predicts probabilities, and target_kind is regression",
                "choose model linear, or leave target_kind out");
  binary.target_kind = "binary";
  const Objective objective = objective_for(is_binary(binary, target));
  ModelPlan plan(schema);
  plan.add(interplay::linear(plan.table("linear", 1, weight_options(options))));
  plan.finish(biased_sum(objective, target), objective);
  return plan;
}

void logistic_defaults(TrainOptions& options) { options.target_kind = "binary"; }

}  // namespace

const ModelDefinition& logistic_definition() {
  static const ModelDefinition definition{"logistic",
                                          "Logistic regression: the probability of 1 from a weight per feature",
                                          logistic_defaults,
                                          logistic_plan,
                                          {"numeric"}};
  return definition;
}

}  // namespace interplay::models
