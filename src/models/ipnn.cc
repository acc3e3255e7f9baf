#include "models/clicks.h"
#include "terms/inner_products.h"

namespace interplay::models {
namespace {

// b + mlp([v_1 ... v_F, <v_1, v_2> ... <v_{F-1}, v_F>]): a perceptron over vectors and their inner products. Qu et al.
// 2016.
ModelPlan ipnn_plan(const Schema& schema, const TrainOptions& options, const TargetInfo& target) {
  const std::vector<std::size_t> inputs = click_inputs(schema, options, "ipnn");
  const Objective objective = objective_for(is_binary(options, target));
  const auto rank = static_cast<std::size_t>(options.rank);
  ModelPlan plan(schema);
  add_linear_part(options, plan);
  const std::size_t vectors = plan.table("embedding", rank, vector_options(options), inputs);
  const Source products = plan.add(inner_products(vectors, inputs.size(), rank));
  plan.add(mlp(products, inner_products_columns(inputs.size(), rank), mlp_options(options)));
  plan.finish(head_of(options, "sum", objective, target), objective);
  return plan;
}

}  // namespace

const ModelDefinition& ipnn_definition() {
  static const ModelDefinition definition{
      "ipnn",
      "Inner-product network: a perceptron over vectors and the products of all pairs of them",
      click_defaults,
      ipnn_plan,
      click_perceptron_options({}),
  };
  return definition;
}

}  // namespace interplay::models
