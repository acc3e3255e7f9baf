#include "models/parts.h"
#include "models/table.h"
#include "terms/linear.h"

namespace interplay::models {
namespace {

// b + sum_i x_i w_i + mlp([v_1 ... v_F]): the wide part reads every column, those made by crossing others as well; the
// deep part reads the vectors of the columns that are not crossed. Cheng et al. 2016.
ModelPlan wide_deep_plan(const Schema& schema, const TrainOptions& options, const TargetInfo& target) {
  require_inputs(schema, "wide_deep");
  const Objective objective = objective_for(is_binary(options, target));
  const auto rank = static_cast<std::size_t>(options.rank);
  const std::vector<std::size_t> deep = plain_inputs(schema, "wide_deep");
  ModelPlan plan(schema);
  plan.add(interplay::linear(plan.table("linear", 1, weight_options(options))));
  EmbeddingOptions factors = factor_options(options);
  factors.squares = false;
  plan.add(mlp(plan.table("embedding", rank, factors, deep), deep.size() * rank, mlp_options(options)));
  plan.finish(head_of(options, "sum", objective, target), objective);
  return plan;
}

}  // namespace

const ModelDefinition& wide_deep_definition() {
  static const ModelDefinition definition{
      "wide_deep",
      "Wide & Deep: a weight per feature and crossed feature, plus a perceptron over the vectors",
      perceptron_defaults,
      wide_deep_plan,
      {"rank", "numeric", "init", "initializer", "head", "bias_start", "hidden", "activation", "dropout", "batch_norm",
       "batch_norm_momentum", "batch_norm_epsilon", "batch_norm_corrected", "l2_kernel", "layer_norm", "dropout_at",
       "embedding_dropout"}};
  return definition;
}

}  // namespace interplay::models
