#include <algorithm>
#include <iterator>

#include "interplay/error.h"
#include "models/clicks.h"
#include "terms/layers/factorized.h"
#include "terms/layers/field_gate.h"

namespace interplay::models {
namespace {

HiddenParts factorized_sum() {
  return {[](std::size_t width) { return 2 * width; }, [] { return layers::factorized(layers::Factorized::sum); }};
}

HiddenParts factorized_concat() {
  return {[](std::size_t width) { return width; }, [] { return layers::factorized(layers::Factorized::concat); }};
}

MlpOptions block_options(const TrainOptions& options, std::string_view option, const std::vector<std::string>& widths) {
  MlpOptions block = mlp_options(options, option, widths);
  if (options.factorized == "concat")
    for (const std::size_t width : block.hidden)
      if (width % 2 != 0)
        throw Error(Code::usage,
                    "option '" + std::string(option) + "' has the width " + std::to_string(width) +
                        ", and layers that put halves beside each other have an even one",
                    "give even widths, or --factorized sum");
  return block;
}

// With x the vectors of all fields side by side, each of one or two blocks is a perceptron whose layers multiply the
// halves of their outputs (terms/layers/factorized.h): s_i = b + block_i(x), and the score is the mean of s_1 and s_2.
// Zhu et al. 2023. With options.field_gate, gates of fields stand before the first block, as in the authors' code.
ModelPlan finalnet_plan(const Schema& schema, const TrainOptions& options, const TargetInfo& target) {
  const std::vector<std::size_t> inputs = click_inputs(schema, options, "finalnet");
  const bool binary = is_binary(options, target);
  const Objective objective = objective_for(binary);
  const auto rank = static_cast<std::size_t>(options.rank);
  const std::size_t width = inputs.size() * rank;
  const HiddenParts parts = options.factorized == "concat" ? factorized_concat() : factorized_sum();
  ModelPlan plan(schema);
  add_linear_part(options, plan);
  const std::size_t vectors = plan.table("embedding", rank, vector_options(options), inputs);
  const auto add_block = [&](const std::string& name, MlpOptions block, std::uint32_t first_dropout) {
    block.prefix = name;
    block.first_dropout = first_dropout;
    layers::List list;
    if (options.field_gate && name == "block") list.emplace_back(name + "/gate", layers::field_gate(inputs.size()));
    std::ranges::move(hidden_layers(block, parts), std::back_inserter(list));
    add_output_layer(block, list);
    plan.add(layers::stack(name, name, vectors, width, std::move(list)));
  };
  add_block("block", block_options(options, "hidden", options.hidden), 0);
  if (options.blocks > 1)
    add_block("second_block", block_options(options, "second_hidden", options.second_hidden), 100);
  const Distil distil = !options.distill || options.blocks == 1 ? Distil::no
                        : binary                                ? Distil::probabilities
                                                                : Distil::squares;
  const double start = options.bias_start == "zero" ? 0 : static_cast<double>(objective.link.inverse(target.mean));
  plan.finish(mean_head(start, distil, options.linear_part ? 1 : 0), objective);
  return plan;
}

void finalnet_defaults(TrainOptions& options) {
  click_defaults(options);
  options.batch_norm = true;
  options.factorized = "sum";
}

}  // namespace

const ModelDefinition& finalnet_definition() {
  static const ModelDefinition definition{
      "finalnet",
      "FinalNet: one or two perceptrons whose layers multiply the halves of their outputs",
      finalnet_defaults,
      finalnet_plan,
      click_perceptron_options({"second_hidden", "blocks", "factorized", "distill", "field_gate"}),
  };
  return definition;
}

}  // namespace interplay::models
