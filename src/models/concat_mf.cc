#include "models/parts.h"
#include "models/table.h"
#include "terms/linear.h"

namespace interplay::models {
namespace {

// lo + (hi - lo) sigmoid(mlp([p_user, q_item]) + b_user + b_item), lo and hi the range of the training targets; for
// binary targets, the probability sigmoid(...) with the logistic loss. There is also dropout before the last layer.
ModelPlan concat_mf_plan(const Schema& schema, const TrainOptions& options, const TargetInfo& target) {
  const Objective objective = is_binary(options, target) ? objective_for(true) : range_objective(target);
  ModelPlan plan(schema);
  const auto inputs = user_and_item(schema, "concat_mf");
  plan.add(interplay::linear(plan.table("linear", 1, weight_options(options), inputs)));
  const auto rank = static_cast<std::size_t>(options.rank);
  EmbeddingOptions factors = factor_options(options);
  factors.squares = false;
  MlpOptions perceptron = mlp_options(options);
  perceptron.output_dropout = true;
  perceptron.initializer = Initializer::Kind::he_normal;
  plan.add(mlp(plan.table("embedding", rank, factors, inputs), 2 * rank, perceptron));
  plan.finish(sum_head(false), objective);
  return plan;
}

void concat_mf_defaults(TrainOptions& options) {
  keras_defaults(options);
  options.initializer = "he_normal";
  options.rank = 2;
  options.hidden = {"32"};
  options.activation = "identity";
  options.dropout = 0.5;
  options.l2 = 1e-6;
  options.batch = 128;
  options.epochs = 3;
}

}  // namespace

const ModelDefinition& concat_mf_definition() {
  static const ModelDefinition definition{
      "concat_mf",
      "Matrix factorization whose dot product is a small perceptron over both vectors, with biases",
      concat_mf_defaults,
      concat_mf_plan,
      {"rank", "init", "initializer", "hidden", "activation", "dropout", "batch_norm", "batch_norm_momentum",
       "batch_norm_epsilon", "batch_norm_corrected", "l2_kernel"},
      {{"split", "user"},
       {"test", "0"},
       {"valid", "0.2"},
       {"vocabulary", "all"},
       {"restore_best", "no"},
       {"clip", "no"},
       {"target_scale", "none"}},
      TargetOrigin::mean,
      true};
  return definition;
}

}  // namespace interplay::models
