#include <algorithm>
#include <optional>
#include <string>

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
    throw Error(Code::usage,
                "model '" + reader + "' needs a user and an item field, and the data has no " + role_name,
                "name its column with --" + role_name + ", or choose a model of any fields, such as fm");
  if (schema.fields[*field].kind != Kind::categorical)
    throw Error(Code::usage,
                "model '" + reader + "' needs ids, and the " + role_name + " field '" +
                    schema.fields[*field].name + "' is " + std::string(name(schema.fields[*field].kind)),
                "give --categorical " + schema.fields[*field].name);
  return static_cast<std::size_t>(found - inputs.begin());
}

NumericMap numeric_map(const TrainOptions& options) {
  if (options.numeric == "linear") return NumericMap::linear;
  if (options.numeric == "affine") return NumericMap::affine;
  throw Error(Code::usage, "option 'numeric' is '" + options.numeric + "', expected linear or affine");
}

}  // namespace

bool is_binary(const TrainOptions& options, const TargetInfo& target) {
  if (options.target_kind == "auto") return target.binary;
  if (options.target_kind == "regression") return false;
  if (options.target_kind != "binary")
    throw Error(Code::usage,
                "option 'target_kind' is '" + options.target_kind + "', expected auto, regression or binary");
  if (target.low < 0 || target.high > 1)
    throw Error(Code::usage,
                "target_kind is binary, and targets range from " + std::to_string(target.low) + " to " +
                    std::to_string(target.high) + ", expected 0 and 1",
                "give --target-kind regression, or targets of 0 and 1");
  return true;
}

Objective objective_for(bool binary) {
  if (!binary) return {};
  return {.link = {.kind = LinkKind::logistic}, .loss = LossKind::logistic};
}

Objective range_objective(const TargetInfo& target) {
  return {.link = {.kind = LinkKind::range_sigmoid, .low = target.low, .high = target.high}};
}

std::unique_ptr<Head> biased_sum(const Objective& objective, const TargetInfo& target) {
  return sum_head(true, static_cast<double>(objective.link.inverse(target.mean)));
}

EmbeddingOptions weight_options(const TrainOptions& options) {
  EmbeddingOptions result;
  result.numeric = numeric_map(options);
  result.penalty = Penalty::linear;
  result.squares = false;
  return result;
}

EmbeddingOptions factor_options(const TrainOptions& options) {
  EmbeddingOptions result;
  result.numeric = numeric_map(options);
  result.initializer = {Initializer::Kind::normal, options.init};
  result.penalty = Penalty::factors;
  result.squares = options.pairs_within_bags;
  return result;
}

void matrix_defaults(TrainOptions& options) {
  options.rank = 40;
  options.init = 0.05;
  options.l2 = 1e-6;
  options.l2_linear = options.l2_factors = options.l2_count_power = 0;
  options.l2_scope = "whole";
  options.optimizer = "adam";
  options.learning_rate = 1e-3;
  options.linear_rate = 1;
  options.schedule = "constant";
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
