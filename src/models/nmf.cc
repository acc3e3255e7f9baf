#include <fmt/format.h>

#include "interplay/error.h"
#include "models/parts.h"
#include "models/table.h"
#include "terms/dot.h"

namespace interplay::models {
namespace {

// <p_user, q_item> with p, q >= 0 (projected after every step), no biases
ModelPlan nmf_plan(const Schema& schema, const TrainOptions& options, const TargetInfo& target) {
  // Units are the objective's; what is meant is a target below 0 in its own.
  if (static_cast<double>(target.low) < target.scale.inner(0))
    throw Error(Code::usage,
                fmt::format("targets start at {:.6g}, and model 'nmf' sums products of numbers that are not negative",
                            target.scale.outer(static_cast<double>(target.low))),
                "choose another model, such as mf or biased_mf, or add a number to all targets");
  const Objective objective = objective_for(is_binary(options, target));
  EmbeddingOptions factors = factor_options(options);
  factors.nonnegative = true;
  ModelPlan plan(schema);
  const auto inputs = user_and_item(schema, "nmf");
  plan.add(dot(plan.table("embedding", static_cast<std::size_t>(options.rank), factors, inputs)));
  plan.finish(sum_head(false), objective);
  return plan;
}

}  // namespace

const ModelDefinition& nmf_definition() {
  static const ModelDefinition definition{
      "nmf",
      "Nonnegative matrix factorization: mf whose vectors have no negative numbers, so that parts add up",
      matrix_defaults,
      nmf_plan,
      {"rank", "init", "initializer"},
      first_rows_train({}),
      TargetOrigin::above_zero};
  return definition;
}

}  // namespace interplay::models
