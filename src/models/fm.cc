#include "models/parts.h"
#include "models/table.h"
#include "terms/linear.h"
#include "terms/pairwise.h"

namespace interplay::models {
namespace {

// b + sum_i x_i w_i + sum_{i<j} x_i x_j <v_i, v_j>: a factorization machine. Rendle 2010.
ModelPlan plan(const Schema& schema, const TrainOptions& options, const TargetInfo& target) {
  require_inputs(schema, "fm");
  const Objective objective = objective_for(is_binary(options, target));
  ModelPlan plan(schema);
  plan.add(interplay::linear(plan.table("linear", 1, weight_options(options))));
  const std::size_t factors =
      plan.table("embedding", static_cast<std::size_t>(options.rank), factor_options(options));
  plan.add(pairwise(factors, options.pairs_within_bags));
  plan.finish(biased_sum(objective, target), objective);
  return plan;
}

void defaults(TrainOptions&) {}

}  // namespace

const ModelDefinition& fm_definition() {
  static const ModelDefinition definition{
      "fm", "Factorization machine: a weight and a vector per feature, all pairs of features interact",
      defaults, plan};
  return definition;
}

}  // namespace interplay::models
