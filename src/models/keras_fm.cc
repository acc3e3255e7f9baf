#include "models/parts.h"
#include "models/table.h"
#include "terms/by_field.h"

namespace interplay::models {
namespace {

// relu(<a, norm([w_1 ... w_F, d_1 ... d_F])> + b): of every field f a weight w_f and d_f = <v_f, s - v_f>, s the sum of
// all vectors; each column is batch normalised and weighted by the head. For binary targets the link is the sigmoid.
ModelPlan keras_fm_plan(const Schema& schema, const TrainOptions& options, const TargetInfo& target) {
  require_inputs(schema, "keras_fm");
  const bool binary = is_binary(options, target);
  Objective objective = objective_for(binary);
  if (!binary) objective.link = link_named("relu");
  const std::size_t fields = schema.inputs().size();
  ModelPlan plan(schema);
  plan.add(linear_by_field(plan.table("linear", 1, weight_options(options)), fields));
  EmbeddingOptions factors = factor_options(options);
  factors.squares = false;
  plan.add(pairwise_by_field(plan.table("embedding", static_cast<std::size_t>(options.rank), factors), fields));
  plan.finish(head_of(options, "norm_dense", objective, target), objective);
  return plan;
}

void keras_fm_defaults(TrainOptions& options) {
  keras_defaults(options);
  options.numeric = "affine";
  options.rank = 2;
  options.l2 = 2e-4;
  options.l2_kernel = 0.1;
  options.global_clip_norm = 0.25;
  options.batch = 128;
  options.epochs = 100;
  options.patience = 2;
}

}  // namespace

const ModelDefinition& keras_fm_definition() {
  static const ModelDefinition definition{
      "keras_fm",
      "Factorization machine whose columns, one or two for each field, are normalised and weighted",
      keras_fm_defaults,
      keras_fm_plan,
      {"rank", "numeric", "init", "initializer", "head", "bias_start", "batch_norm_momentum", "batch_norm_epsilon",
       "batch_norm_corrected", "l2_kernel"},
      {{"split", "stratified"},
       {"test", "0"},
       {"valid", "0.3"},
       {"vocabulary", "all"},
       {"bias_start", "zero"},
       {"batch_norm_corrected", "no"},
       {"clip", "no"},
       {"monitor", "valid penalized"},
       {"restore_best", "no"},
       {"target_scale", "none"}},
      TargetOrigin::above_zero,
      true};
  return definition;
}

}  // namespace interplay::models
