#include "models/clicks.h"
#include "terms/field_aware.h"
#include "terms/linear.h"
#include "terms/within_bags.h"

namespace interplay::models {
namespace {

// b + sum_i x_i w_i + sum over pairs i, j of features of <v_{i, field of j}, v_{j, field of i}> x_i x_j: every feature
// has a vector for each field of the features that it meets. Pairs inside a bag take those for their own field. Juan et
// al. 2016, equation 4, and first order.
ModelPlan ffm_plan(const Schema& schema, const TrainOptions& options, const TargetInfo& target) {
  const std::vector<std::size_t> inputs = click_inputs(schema, options, "ffm");
  const Objective objective = objective_for(is_binary(options, target));
  const auto rank = static_cast<std::size_t>(options.rank);
  ModelPlan plan(schema);
  plan.add(interplay::linear(plan.table("linear", 1, weight_options(options))));
  const std::size_t vectors =
      plan.table("embedding", field_aware_columns(inputs.size(), rank), vector_options(options), inputs);
  plan.add(field_aware(vectors, rank));
  std::vector<std::size_t> bags;
  for (const std::size_t input : inputs)
    if (schema.fields[schema.inputs()[input]].kind == Kind::multi) bags.push_back(input);
  if (options.pairs_within_bags && !bags.empty())
    plan.add(within_bags(plan.table("own_field", rank, factor_options(options), bags)));
  plan.finish(head_of(options, "sum", objective, target), objective);
  return plan;
}

void ffm_defaults(TrainOptions& options) {
  click_defaults(options);
  options.pairs_within_bags = true;
  options.rank = 4;
}

}  // namespace

const ModelDefinition& ffm_definition() {
  static const ModelDefinition definition{
      "ffm",
      "Field-aware factorization machine: a vector of every feature for each field that it meets",
      ffm_defaults,
      ffm_plan,
      click_options({"pairs_within_bags"}),
  };
  return definition;
}

}  // namespace interplay::models
