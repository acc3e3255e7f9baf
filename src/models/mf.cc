#include "models/parts.h"
#include "models/table.h"
#include "terms/dot.h"

namespace interplay::models {
namespace {

// <p_user, q_item>, no biases; for interactions, whose attributes are to say something of new users and items, the sums
// of the vectors of both sides.
ModelPlan plan(const Schema& schema, const TrainOptions& options, const TargetInfo& target) {
  if (target.interactions) return plan_of_sides(schema, options, target);
  const Objective objective = objective_of(options, target);
  ModelPlan plan(schema);
  const auto inputs = user_and_item(schema, "mf");
  plan.add(dot(plan.table("embedding", static_cast<std::size_t>(options.rank), factor_options(options), inputs)));
  plan.finish(sum_head(false), objective);
  return plan;
}

}  // namespace

const ModelDefinition& mf_definition() {
  static const ModelDefinition definition{"mf",
                                          "Matrix factorization: a vector per user and per item, their dot product",
                                          matrix_defaults,
                                          plan,
                                          {"rank", "init", "initializer"},
                                          first_rows_train({}),
                                          TargetOrigin::above_zero};
  return definition;
}

}  // namespace interplay::models
