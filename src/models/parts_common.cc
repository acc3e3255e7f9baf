#include <algorithm>
#include <optional>
#include <string>

#include "data/derivation.h"
#include "interplay/error.h"
#include "models/parts.h"

namespace interplay::models {
namespace {

std::size_t position_of(const Schema& schema, Role role, std::string_view model) {
  const std::vector<std::size_t> inputs = schema.inputs();
  const std::optional<std::size_t> field = schema.find(role);
  const auto found = field ? std::ranges::find(inputs, *field) : inputs.end();
  const std::string role_name(name(role));
  const std::string reader(model);
  if (found == inputs.end())
    throw Error(Code::usage, "model '" + reader + "' needs a user and an item field, and the data has no " + role_name,
                "name its column with --" + role_name + ", or choose a model of any fields, such as fm");
  if (schema.fields[*field].kind != Kind::categorical)
    throw Error(Code::usage,
                "model '" + reader + "' needs ids, and the " + role_name + " field '" + schema.fields[*field].name +
                    "' is " + std::string(name(schema.fields[*field].kind)),
                "give --categorical " + schema.fields[*field].name);
  return static_cast<std::size_t>(found - inputs.begin());
}

NumericMap numeric_map(const TrainOptions& options) {
  if (options.numeric == "linear") return NumericMap::linear;
  if (options.numeric == "affine") return NumericMap::affine;
  throw Error(Code::usage, "option 'numeric' is '" + options.numeric + "', expected linear or affine");
}

Initializer initializer_of(const TrainOptions& options) {
  using Kind = Initializer::Kind;
  const std::string& name = options.initializer;
  if (name == "normal") return {Kind::normal, options.init};
  if (name == "uniform") return {Kind::uniform, options.init};
  if (name == "he_normal") return {.kind = Kind::he_normal};
  if (name == "glorot_uniform") return {.kind = Kind::glorot_uniform};
  throw Error(Code::usage,
              "option 'initializer' is '" + name + "', expected normal, uniform, he_normal or glorot_uniform");
}

NormOptions norm_options(const TrainOptions& options) {
  return {options.batch_norm_momentum, options.batch_norm_epsilon, options.batch_norm_corrected};
}

Activation activation_named(const std::string& name) {
  if (name == "relu") return Activation::relu;
  if (name == "identity") return Activation::identity;
  if (name == "tanh") return Activation::tanh;
  if (name == "sigmoid") return Activation::sigmoid;
  throw Error(Code::usage, "option 'activation' is '" + name +
                               "', expected relu, identity, tanh, sigmoid, gelu, selu, prelu or dice");
}

std::size_t width_of(std::string_view option, const std::string& text) {
  constexpr std::int64_t most = 65536;
  const std::optional<std::int64_t> width = canonical_integer(text);
  if (!width || *width < 1 || *width > most)
    throw Error(Code::usage,
                "option '" + std::string(option) + "' has the width '" + text + "', expected whole numbers from 1 to " +
                    std::to_string(most),
                "give one width for each hidden layer, such as 64,64");
  return static_cast<std::size_t>(*width);
}

void set_activation(const std::string& name, MlpOptions& perceptron) {
  if (name == "gelu") perceptron.curve = layers::Curve::gelu;
  if (name == "selu") perceptron.curve = layers::Curve::selu;
  if (name == "prelu") perceptron.curve = layers::Curve::prelu;
  perceptron.dice = name == "dice";
  if (!perceptron.curve && !perceptron.dice) perceptron.activation = activation_named(name);
}

}  // namespace

bool is_binary(const TrainOptions& options, const TargetInfo& target) {
  if (options.target_kind == "auto") return target.binary;
  if (options.target_kind == "regression" || options.target_kind == "ordinal") return false;
  if (options.target_kind != "binary")
    throw Error(Code::usage,
                "option 'target_kind' is '" + options.target_kind + "', expected auto, regression, binary or ordinal");
  if (target.low < 0 || target.high > 1)
    throw Error(Code::usage,
                "target_kind is binary, and targets range from " + std::to_string(target.low) + " to " +
                    std::to_string(target.high) + ", expected 0 and 1",
                "give --target-kind regression, or targets of 0 and 1");
  return true;
}

Objective objective_for(bool binary) {
  if (!binary) return {};
  return {.link = link_named("logistic"), .loss = &loss_named("logistic")};
}

Objective range_objective(const TargetInfo& target) {
  return {.link = link_named("range_sigmoid", {target.low, target.high})};
}

std::unique_ptr<Head> biased_sum(const Objective& objective, const TargetInfo& target) {
  return sum_head(true, static_cast<double>(objective.link.inverse(target.mean)));
}

std::unique_ptr<Head> head_of(const TrainOptions& options, std::string_view usual, const Objective& objective,
                              const TargetInfo& target) {
  const std::string_view name = options.head == "auto" ? usual : std::string_view(options.head);
  const double start = options.bias_start == "zero" ? 0 : static_cast<double>(objective.link.inverse(target.mean));
  if (name == "sum") return sum_head(true, start);
  if (name == "dense") return dense_head(false, start);
  if (name == "norm_dense") return dense_head(true, start, norm_options(options));
  throw Error(Code::usage, "option 'head' is '" + options.head + "', expected auto, sum, dense or norm_dense");
}

EmbeddingOptions weight_options(const TrainOptions& options) {
  EmbeddingOptions result;
  result.numeric = numeric_map(options);
  if (options.initializer != "normal") {
    result.initializer = initializer_of(options);
    result.dense_numbers = true;
  }
  result.penalty = Penalty::linear;
  result.squares = false;
  return result;
}

EmbeddingOptions factor_options(const TrainOptions& options) {
  EmbeddingOptions result;
  result.numeric = numeric_map(options);
  result.initializer = initializer_of(options);
  result.dense_numbers = options.initializer != "normal";
  result.penalty = Penalty::factors;
  result.squares = options.pairs_within_bags;
  return result;
}

MlpOptions mlp_options(const TrainOptions& options) { return mlp_options(options, "hidden", options.hidden); }

MlpOptions mlp_options(const TrainOptions& options, std::string_view option, std::span<const std::string> widths) {
  MlpOptions result;
  if (widths.empty())
    throw Error(Code::usage, "option '" + std::string(option) + "' names no layer",
                "give one width for each hidden layer, such as 64,64, or choose a model without a perceptron");
  for (const std::string& width : widths) result.hidden.push_back(width_of(option, width));
  set_activation(options.activation, result);
  result.dropout = options.dropout;
  result.dropout_at_outputs = options.dropout_at == "outputs";
  if (!result.dropout_at_outputs && options.embedding_dropout > 0)
    throw Error(Code::usage,
                "option 'embedding_dropout' is set, and dropout_at is '" + options.dropout_at +
                    "', where dropout drops inputs, the vectors included",
                "pass --dropout-at outputs");
  result.embedding_dropout = options.embedding_dropout;
  result.batch_norm = options.batch_norm;
  result.layer_norm = options.layer_norm;
  result.norm = norm_options(options);
  return result;
}

Settings movielens_genres(const Settings& more) {
  Settings settings = {{"fields", "occupation,user,item,genres"},
                       {"numeric", "occupation"},
                       {"numeric_scale", "raw"},
                       {"top", "genres:14"},
                       {"pooling", "padded_mean(3)"},
                       {"vocabulary", "all"},
                       {"bias_start", "zero"},
                       {"target_scale", "none"},
                       {"adapt", "no"}};
  settings.insert(settings.end(), more.begin(), more.end());
  return settings;
}

Settings first_rows_train(const Settings& more) {
  Settings settings = {{"split", "last"},          {"test", "0.2"},  {"valid", "0.16"},      {"vocabulary", "all"},
                       {"initializer", "uniform"}, {"init", "0.05"}, {"restore_best", "no"}, {"clip", "no"},
                       {"target_scale", "none"},   {"adapt", "no"}};
  settings.insert(settings.end(), more.begin(), more.end());
  return settings;
}

std::vector<std::size_t> paired_inputs(const Schema& schema, const TrainOptions& options) {
  std::vector<std::size_t> paired;
  std::vector<std::string> unknown = options.linear_only;
  std::string known;
  const std::vector<std::size_t> inputs = schema.inputs();
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const std::string& name = schema.fields[inputs[i]].name;
    known += (known.empty() ? "" : ", ") + name;
    const bool named = std::erase(unknown, name) > 0;
    const Derivation* derivation = derivation_of(schema.fields[inputs[i]]);
    if (!named && (!derivation || derivation->has_vectors)) paired.push_back(i);
  }
  if (!unknown.empty())
    throw Error(Code::usage,
                "option 'linear_only' names '" + unknown.front() + "', and the fields of the model are " + known,
                "correct the name, or add the column to --fields");
  if (paired.empty())
    throw Error(Code::usage, "option 'linear_only' names every field of the model",
                "leave one out, or choose model linear, which has weights alone");
  return paired;
}

std::vector<std::size_t> plain_inputs(const Schema& schema, std::string_view model) {
  std::vector<std::size_t> plain;
  const std::vector<std::size_t> inputs = schema.inputs();
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (const Derivation* derivation = derivation_of(schema.fields[inputs[i]]);
        !derivation || derivation->is_elementary)
      plain.push_back(i);
  if (plain.empty())
    throw Error(Code::usage, "model '" + std::string(model) + "' needs at least one field that is not crossed",
                "name the columns to read with --fields");
  return plain;
}

void keras_defaults(TrainOptions& options) {
  options.init = 0.05;
  options.initializer = "uniform";
  options.l2 = options.l2_linear = options.l2_factors = options.l2_count_power = 0;
  options.l2_scope = "whole";
  options.optimizer = "adam";
  options.learning_rate = 1e-3;
  options.linear_rate = 1;
  options.schedule = "constant";
}

void perceptron_defaults(TrainOptions& options) {
  keras_defaults(options);
  options.numeric = "affine";
  options.rank = 20;
  options.hidden = {"64", "64"};
  options.dropout = 0.5;
  options.batch = 2048;
  options.epochs = 30;
  options.patience = 3;
}

void matrix_defaults(TrainOptions& options) {
  keras_defaults(options);
  options.initializer = "normal";
  options.rank = 40;
  options.l2 = 1e-6;
  options.batch = 64;
  options.epochs = 10;
}

std::array<std::size_t, 2> user_and_item(const Schema& schema, std::string_view model) {
  return {position_of(schema, Role::user, model), position_of(schema, Role::item, model)};
}

void require_inputs(const Schema& schema, std::string_view model) {
  if (schema.inputs().empty())
    throw Error(Code::usage, "model '" + std::string(model) + "' needs at least one field besides the target",
                "name the columns to read with --fields");
}

}  // namespace interplay::models
