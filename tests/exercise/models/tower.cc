// A model in one file: terms that read each other, at every stage. Vectors and their products (pieces) go through a
// cross network (tiles); a perceptron and a scaled sum read its block, with batch normalisation before (whole batches).
#include "exercise/parts.h"
#include "models/parts.h"
#include "models/table.h"
#include "terms/layers/batch_norm.h"
#include "terms/layers/cross.h"
#include "terms/layers/dense.h"
#include "terms/linear.h"
#include "terms/mlp.h"

namespace interplay::models {
namespace {

using layers::List;

template <class... Layer>
List list_of(const char* prefix, Layer... layer) {
  List list;
  (list.emplace_back(prefix, std::move(layer)), ...);
  return list;
}

ModelPlan plan(const Schema& schema, const TrainOptions& options, const TargetInfo& target) {
  const Objective objective = objective_for(is_binary(options, target));
  const auto rank = static_cast<std::size_t>(options.rank);
  const std::size_t fields = schema.inputs().size(), width = products_width(fields, rank);
  EmbeddingOptions factors = factor_options(options);
  factors.squares = false;
  ModelPlan plan(schema);
  plan.add(interplay::linear(plan.table("linear", 1, weight_options(options))));
  const Source vectors = plan.table("embedding", rank, factors);
  const Source pairs = plan.add(products(vectors, fields, rank));
  Source crossed = plan.add(layers::stack("cross", "", pairs, width, list_of("cross", layers::cross(2))));
  if (options.batch_norm)
    crossed = plan.add(
        layers::stack("norm", "", crossed, width, list_of("between", layers::batch_norm(mlp_options(options).norm))));
  // Terms of one vector per row and pieces: with a reader in tiles beside them, the gradients of `crossed` and `pairs`
  // are sums over several readers.
  const Source again = plan.add(products(crossed, 1, width));
  plan.add(layers::stack("sum", "sum", again, width, list_of("sum", scale(), layers::dense(1))));
  MlpOptions perceptron = mlp_options(options);
  perceptron.batch_norm = false;
  plan.add(mlp(crossed, width, perceptron));
  plan.add(layers::stack("direct", "direct", pairs, width, list_of("direct", layers::dense(1))));
  plan.finish(head_of(options, "sum", objective, target), objective);
  return plan;
}

void defaults(TrainOptions& options) {
  perceptron_defaults(options);
  options.rank = 3;
  options.hidden = {"6", "4"};
  options.dropout = 0;
  options.batch = 100;
  options.epochs = 30;
  options.learning_rate = 0.01;
}

}  // namespace

const ModelDefinition& tower_definition() {
  static const ModelDefinition definition{
      "tower",
      "Terms that read each other",
      defaults,
      plan,
      {"rank", "numeric", "init", "initializer", "head", "bias_start", "hidden", "activation", "dropout", "batch_norm",
       "batch_norm_momentum", "batch_norm_epsilon", "batch_norm_corrected", "l2_kernel"}};
  return definition;
}

}  // namespace interplay::models
