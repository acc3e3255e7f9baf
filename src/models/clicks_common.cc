#include "interplay/error.h"
#include "models/clicks.h"
#include "terms/linear.h"
#include "terms/linear_vectors.h"

namespace interplay::models {
namespace {

std::vector<std::string_view> joined(std::vector<std::string_view> all, const std::vector<std::string_view>& more) {
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace

void click_defaults(TrainOptions& options) {
  keras_defaults(options);
  options.initializer = "normal";
  options.init = 0.01;
  options.numeric = "affine";
  options.pairs_within_bags = false;
  options.rank = 16;
  options.hidden = {"128", "64"};
  options.second_hidden = {"64"};
  options.dropout = 0.2;
  options.dropout_at = "outputs";
  options.batch = 512;
  options.epochs = 30;
  options.patience = 2;
}

std::vector<std::string_view> click_options(std::vector<std::string_view> more) {
  return joined({"rank", "numeric", "linear_only", "init", "initializer", "bias_start", "l2_kernel"}, more);
}

std::vector<std::string_view> click_perceptron_options(std::vector<std::string_view> more) {
  return click_options(
      joined({"hidden", "activation", "dropout", "dropout_at", "embedding_dropout", "batch_norm", "batch_norm_momentum",
              "batch_norm_epsilon", "batch_norm_corrected", "layer_norm", "linear_part"},
             more));
}

std::vector<std::size_t> click_inputs(const Schema& schema, const TrainOptions& options, std::string_view model) {
  require_inputs(schema, model);
  std::vector<std::size_t> inputs = paired_inputs(schema, options);
  if (inputs.size() < 2)
    throw Error(Code::usage,
                "model '" + std::string(model) + "' is about pairs of fields, and only one field has vectors: " +
                    schema.fields[schema.inputs()[inputs.front()]].name,
                "name more columns with --fields, or choose model logistic");
  return inputs;
}

void add_linear_part(const TrainOptions& options, ModelPlan& plan) {
  if (options.linear_part) plan.add(interplay::linear(plan.table("linear", 1, weight_options(options))));
}

EmbeddingOptions vector_options(const TrainOptions& options) {
  EmbeddingOptions result = factor_options(options);
  result.squares = false;
  return result;
}

ModelPlan weighted_pairs_plan(const Schema& schema, const TrainOptions& options, const TargetInfo& target,
                              PairForm form) {
  const std::vector<std::size_t> inputs = click_inputs(schema, options, options.model);
  const Objective objective = objective_for(is_binary(options, target));
  const auto rank = static_cast<std::size_t>(options.rank);
  ModelPlan plan(schema);
  if (options.linear_form == "weights") plan.add(interplay::linear(plan.table("linear", 1, weight_options(options))));
  const bool halves = options.linear_form == "feature";
  const std::size_t vectors = plan.table("embedding", halves ? 2 * rank : rank, vector_options(options), inputs);
  if (halves) plan.add(paired_halves(vectors, rank));
  if (options.linear_form == "field") plan.add(field_weights(vectors, inputs.size(), rank));
  plan.add(weighted_pairs(vectors, inputs.size(), rank, form));
  plan.finish(head_of(options, "sum", objective, target), objective);
  return plan;
}

}  // namespace interplay::models
