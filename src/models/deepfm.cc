#include "models/parts.h"
#include "models/table.h"
#include "terms/linear.h"
#include "terms/pairwise.h"

namespace interplay::models {
namespace {

// b + a_1 sum_i x_i w_i + a_2 sum_{f<g} <v_f, v_g> + a_3 relu(mlp([v_1 ... v_F])): a factorization machine and a
// perceptron read one embedding table. Guo et al. 2017. The relu is that of the notebook; perceptrons set up as on
// boards of click models, with dropout at outputs, have none.
ModelPlan deepfm_plan(const Schema& schema, const TrainOptions& options, const TargetInfo& target) {
  require_inputs(schema, "deepfm");
  const Objective objective = objective_for(is_binary(options, target));
  const auto rank = static_cast<std::size_t>(options.rank);
  ModelPlan plan(schema);
  plan.add(interplay::linear(plan.table("linear", 1, weight_options(options))));
  const std::vector<std::size_t> paired = paired_inputs(schema, options);
  const std::size_t factors = plan.table("embedding", rank, factor_options(options), paired);
  plan.add(pairwise(factors, options.pairs_within_bags));
  MlpOptions perceptron = mlp_options(options);
  if (!perceptron.dropout_at_outputs) perceptron.output_activation = Activation::relu;
  plan.add(mlp(factors, paired.size() * rank, perceptron));
  plan.finish(head_of(options, "dense", objective, target), objective);
  return plan;
}

void deepfm_defaults(TrainOptions& options) {
  perceptron_defaults(options);
  options.pairs_within_bags = false;
}

}  // namespace

const ModelDefinition& deepfm_definition() {
  static const ModelDefinition definition{
      "deepfm",
      "DeepFM: a factorization machine and a perceptron over the same vectors, their weights learned",
      deepfm_defaults,
      deepfm_plan,
      {"rank", "numeric", "pairs_within_bags", "linear_only", "init", "initializer", "head", "bias_start", "hidden",
       "activation", "dropout", "batch_norm", "batch_norm_momentum", "batch_norm_epsilon", "batch_norm_corrected",
       "l2_kernel", "layer_norm", "dropout_at", "embedding_dropout"},
      movielens_genres({{"split", "random+last"}, {"test", "0.1"}, {"valid", "0.09"}, {"clip", "no"}})};
  return definition;
}

}  // namespace interplay::models
