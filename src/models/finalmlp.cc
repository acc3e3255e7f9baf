#include <algorithm>
#include <optional>

#include "interplay/error.h"
#include "models/clicks.h"
#include "terms/layers/activation.h"
#include "terms/layers/bilinear.h"
#include "terms/layers/branches.h"
#include "terms/layers/curve.h"
#include "terms/layers/dense.h"
#include "terms/layers/slice.h"
#include "terms/side_by_side.h"

namespace interplay::models {
namespace {

// The fields that set the gates of a network, as positions in schema.inputs(): those named, or the field with the role.
std::vector<std::size_t> gate_inputs(const Schema& schema, std::string_view option,
                                     const std::vector<std::string>& names, Role role) {
  std::vector<std::size_t> found;
  const std::vector<std::size_t> inputs = schema.inputs();
  if (names.empty()) {
    const std::optional<std::size_t> field = schema.find(role);
    const auto at = field ? std::ranges::find(inputs, *field) : inputs.end();
    if (at != inputs.end()) found.push_back(static_cast<std::size_t>(at - inputs.begin()));
    return found;
  }
  for (const std::string& name : names) {
    const auto at = std::ranges::find_if(inputs, [&](std::size_t f) { return schema.fields[f].name == name; });
    if (at == inputs.end()) {
      std::string known;
      for (const std::size_t f : inputs) known += (known.empty() ? "" : ", ") + schema.fields[f].name;
      throw Error(Code::usage,
                  "option '" + std::string(option) + "' names '" + name + "', and the fields of the model are " + known,
                  "correct the name, or add the column to --fields");
    }
    found.push_back(static_cast<std::size_t>(at - inputs.begin()));
  }
  return found;
}

// Where the vectors of the gates are among the inputs of the networks.
struct Gates {
  std::vector<std::size_t> inputs;  // of one table for both networks, the first network's first
  std::size_t first_count = 0;
};

void check_heads(const MlpOptions& first, const MlpOptions& second, const TrainOptions& options) {
  const auto heads = static_cast<std::size_t>(options.heads);
  for (const auto& [option, network] : {std::pair("hidden", &first), std::pair("second_hidden", &second)})
    if (network->hidden.back() % heads != 0)
      throw Error(Code::usage,
                  "option 'heads' is " + std::to_string(heads) + ", which does not divide the last width of '" +
                      option + "', " + std::to_string(network->hidden.back()),
                  "choose a number that divides the last width of both networks");
}

// Of a network: [vectors * 2 sigmoid(perceptron(vectors of the gate))], hidden layers.
layers::List network(const std::string& name, std::size_t width, std::size_t gate_first, std::size_t gate_width,
                     const MlpOptions& gate, const MlpOptions& perceptron) {
  layers::List list;
  if (gate_width > 0) {
    layers::List gates = layers::single("", layers::slice(gate_first, gate_width));
    for (auto& layer : hidden_layers(gate)) gates.push_back(std::move(layer));
    gates.emplace_back(gate.prefix + "/output", layers::dense(width));
    gates.emplace_back("", layers::curve(layers::Curve::twice_sigmoid));
    std::vector<layers::List> both;
    both.push_back(layers::single("", layers::slice(0, width)));
    both.push_back(std::move(gates));
    list.emplace_back(name, layers::branches(layers::Join::product, std::move(both)));
  } else {
    list.emplace_back("", layers::slice(0, width));
  }
  for (auto& layer : hidden_layers(perceptron)) list.emplace_back(name + "/" + layer.first, std::move(layer.second));
  return list;
}

// With x the vectors of all fields side by side and c_1, c_2 further vectors of some fields, the outputs of two
// networks,
//   h_i = mlp_i(x * 2 sigmoid(gate_i(c_i))),  b + <k, [h_1, h_2]> + sum over heads of h_1^T W h_2.
// Mao et al. 2023.
ModelPlan finalmlp_plan(const Schema& schema, const TrainOptions& options, const TargetInfo& target) {
  const std::vector<std::size_t> inputs = click_inputs(schema, options, "finalmlp");
  const Objective objective = objective_for(is_binary(options, target));
  const auto rank = static_cast<std::size_t>(options.rank);
  const std::size_t width = inputs.size() * rank;
  MlpOptions first = mlp_options(options), second = mlp_options(options, "second_hidden", options.second_hidden);
  second.first_dropout = 100;
  check_heads(first, second, options);
  MlpOptions gate;
  gate.hidden = mlp_options(options, "gate_hidden", options.gate_hidden).hidden;
  gate.prefix = "gate";
  Gates gates;
  if (options.gates) {
    gates.inputs = gate_inputs(schema, "first_gate", options.first_gate, Role::user);
    gates.first_count = gates.inputs.size();
    for (const std::size_t input : gate_inputs(schema, "second_gate", options.second_gate, Role::item))
      gates.inputs.push_back(input);
  }
  std::vector<std::size_t> unique = gates.inputs;
  std::ranges::sort(unique);
  if (std::ranges::adjacent_find(unique) != unique.end())
    throw Error(Code::usage, "options 'first_gate' and 'second_gate' name a field twice",
                "give each network's gates fields of their own");

  ModelPlan plan(schema);
  add_linear_part(options, plan);
  const std::size_t vectors = plan.table("embedding", rank, vector_options(options), inputs);
  const std::size_t first_width = gates.first_count * rank, both = gates.inputs.size() * rank;
  Source source = vectors;
  if (both > 0)
    source =
        plan.add(side_by_side(vectors, width, plan.table("gate", rank, vector_options(options), gates.inputs), both));
  std::vector<layers::List> networks;
  networks.push_back(network("first", width, width, first_width, gate, first));
  networks.push_back(network("second", width, width + first_width, both - first_width, gate, second));
  layers::List list = layers::single("", layers::branches(layers::Join::side_by_side, std::move(networks)));
  list.emplace_back("fusion", layers::bilinear(first.hidden.back(), static_cast<std::size_t>(options.heads)));
  plan.add(layers::stack("two_networks", "deep", source, width + both, std::move(list)));
  plan.finish(head_of(options, "sum", objective, target), objective);
  return plan;
}

}  // namespace

const ModelDefinition& finalmlp_definition() {
  static const ModelDefinition definition{
      "finalmlp",
      "FinalMLP: two perceptrons that see the vectors through gates, joined by a bilinear form",
      click_defaults,
      finalmlp_plan,
      click_perceptron_options({"second_hidden", "gates", "gate_hidden", "first_gate", "second_gate", "heads"}),
  };
  return definition;
}

}  // namespace interplay::models
