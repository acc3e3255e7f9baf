#include "models/parts.h"
#include "models/table.h"
#include "terms/linear.h"
#include "terms/pairwise.h"

namespace interplay::models {
namespace {

// b + sum_i x_i w_i + sum_{i<j} x_i x_j <v_i, v_j>: a factorization machine. Rendle 2010. With a dense head,
// b + a_1 sum_i x_i w_i + a_2 sum_{i<j} ..., a_1 and a_2 learned.
ModelPlan fm_plan(const Schema& schema, const TrainOptions& options, const TargetInfo& target) {
  require_inputs(schema, "fm");
  const Objective objective = objective_of(options, target);
  ModelPlan plan(schema);
  plan.add(interplay::linear(plan.table("linear", 1, weight_options(options))));
  const std::size_t factors = plan.table("embedding", static_cast<std::size_t>(options.rank), factor_options(options),
                                         paired_inputs(schema, options));
  plan.add(pairwise(factors, options.pairs_within_bags));
  plan.finish(head_of(options, "sum", objective, target), objective);
  return plan;
}

void fm_defaults(TrainOptions&) {}

}  // namespace

const ModelDefinition& fm_definition() {
  static const ModelDefinition definition{
      "fm",
      "Factorization machine: a weight and a vector per feature, all pairs of features interact",
      fm_defaults,
      fm_plan,
      {"rank", "numeric", "pairs_within_bags", "linear_only", "init", "initializer", "head", "bias_start",
       "batch_norm_momentum", "batch_norm_epsilon", "batch_norm_corrected", "l2_kernel"},
      movielens_genres({{"split", "random"},
                        {"valid", "0.2"},
                        {"model_numeric", "affine"},
                        {"head", "dense"},
                        {"pairs_within_bags", "no"},
                        {"rank", "20"},
                        {"initializer", "uniform"},
                        {"init", "0.05"},
                        {"optimizer", "adam"},
                        {"learning_rate", "0.001"},
                        {"linear_rate", "1"},
                        {"schedule", "constant"},
                        {"batch", "2048"},
                        {"epochs", "30"},
                        {"patience", "3"},
                        {"l2_linear", "0"},
                        {"l2_factors", "0"},
                        {"clip", "no"}}),
      TargetOrigin::mean,
      false,
      true};
  return definition;
}

}  // namespace interplay::models
