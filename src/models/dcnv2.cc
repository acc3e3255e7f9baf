#include "models/clicks.h"
#include "terms/layers/cross.h"
#include "terms/layers/dense.h"
#include "terms/layers/dropout.h"

namespace interplay::models {
namespace {

// With x the vectors of all fields side by side and x_L the outputs of L cross layers (terms/layers/cross.h):
// parallel: b + <a, x_L> + mlp(x), which is one dense layer over both, as the last of mlp is one; stacked: b +
// mlp(x_L). Wang et al. 2021; with cross_gate GDCN, Wang et al. 2023.
ModelPlan dcnv2_plan(const Schema& schema, const TrainOptions& options, const TargetInfo& target) {
  const std::vector<std::size_t> inputs = click_inputs(schema, options, "dcnv2");
  const Objective objective = objective_for(is_binary(options, target));
  const auto rank = static_cast<std::size_t>(options.rank);
  const std::size_t width = inputs.size() * rank;
  MlpOptions perceptron = mlp_options(options);
  const layers::CrossOptions cross{.depth = static_cast<std::size_t>(options.cross_layers),
                                   .rank = static_cast<std::size_t>(options.cross_rank),
                                   .experts = static_cast<std::size_t>(options.cross_experts),
                                   .gate = options.cross_gate};
  const auto crossed = [&] {
    layers::List list;
    if (perceptron.embedding_dropout > 0)
      list.emplace_back("cross", layers::dropout(perceptron.embedding_dropout, perceptron.first_dropout));
    list.emplace_back("cross", layers::cross(cross));
    return list;
  };
  ModelPlan plan(schema);
  add_linear_part(options, plan);
  const std::size_t vectors = plan.table("embedding", rank, vector_options(options), inputs);
  layers::List list = crossed();
  if (options.cross_place == "stacked") {
    perceptron.embedding_dropout = 0;
    for (auto& layer : hidden_layers(perceptron)) list.push_back(std::move(layer));
    add_output_layer(perceptron, list);
    plan.add(layers::stack("crossed_mlp", "deep", vectors, width, std::move(list)));
  } else {
    list.emplace_back("cross/output", layers::dense(1));
    plan.add(layers::stack("cross", "crosses", vectors, width, std::move(list)));
    plan.add(mlp(vectors, width, perceptron));
  }
  plan.finish(head_of(options, "sum", objective, target), objective);
  return plan;
}

}  // namespace

const ModelDefinition& dcnv2_definition() {
  static const ModelDefinition definition{
      "dcnv2",
      "Deep & Cross v2: layers that multiply by the inputs once more, beside or below a perceptron",
      click_defaults,
      dcnv2_plan,
      click_perceptron_options({"cross_layers", "cross_place", "cross_rank", "cross_experts", "cross_gate"}),
  };
  return definition;
}

}  // namespace interplay::models
