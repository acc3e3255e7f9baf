#include "models/parts.h"
#include "terms/dot.h"
#include "terms/linear.h"

namespace interplay::models {

ModelPlan ranked_pairs(const Schema& schema, const TrainOptions& options, const TargetInfo& target) {
  const Objective objective = objective_of(options, target);
  ModelPlan plan(schema);
  const auto inputs = user_and_item(schema, options.model);
  plan.add(interplay::linear(plan.table("linear", 1, weight_options(options), inputs)));
  plan.add(dot(plan.table("embedding", static_cast<std::size_t>(options.rank), factor_options(options), inputs)));
  plan.finish(sum_head(false), objective);
  return plan;
}

}  // namespace interplay::models
