#include <algorithm>
#include <string>
#include <vector>

#include "interplay/error.h"
#include "interplay/synonyms.h"
#include "models/parts.h"
#include "models/table.h"

namespace interplay::models {

const ModelDefinition& definition(std::string_view name) {
  std::vector<std::string_view> names;
  for (const ModelDefinition* candidate : table()) {
    if (candidate->name == name) return *candidate;
    names.push_back(candidate->name);
  }
  std::string list;
  for (const std::string_view known : names) list += (list.empty() ? "" : ", ") + std::string(known);
  const std::string near = meant_option(name, names);
  throw Error(Code::usage, "there is no model '" + std::string(name) + "'",
              (near.empty() ? "" : "did you mean '" + near + "'? ") + ("choose one of " + list));
}

ModelPlan plan_of(const Schema& schema, const TrainOptions& options, const TargetInfo& target) {
  const bool lists = options.loss != "auto";
  TrainOptions own = options;
  if (lists) own.bias_start = "zero";  // there is no mean of targets to start from
  ModelPlan plan = definition(options.model).plan(schema, own, target.inner());
  // What has a closed form is fitted in no other way, and solvers that descend refuse it.
  if (lists && plan.objective().loss->descends()) plan.train_for(list_objective(options));
  plan.see_target_by(target);
  return plan;
}

std::span<const std::string_view> optional_options() {
  static constexpr std::string_view names[] = {"neighbors",
                                               "shrinkage",
                                               "interaction_weighting",
                                               "rank",
                                               "numeric",
                                               "pairs_within_bags",
                                               "linear_only",
                                               "init",
                                               "initializer",
                                               "head",
                                               "bias_start",
                                               "hidden",
                                               "activation",
                                               "dropout",
                                               "batch_norm",
                                               "batch_norm_momentum",
                                               "batch_norm_epsilon",
                                               "batch_norm_corrected",
                                               "l2_kernel",
                                               "layer_norm",
                                               "dropout_at",
                                               "embedding_dropout",
                                               "linear_part",
                                               "linear_form",
                                               "pair_form",
                                               "cross_layers",
                                               "cross_place",
                                               "cross_rank",
                                               "cross_experts",
                                               "cross_gate",
                                               "second_hidden",
                                               "gates",
                                               "gate_hidden",
                                               "first_gate",
                                               "second_gate",
                                               "heads",
                                               "blocks",
                                               "factorized",
                                               "distill",
                                               "field_gate"};
  return names;
}

void check_reads(const ModelDefinition& model, const TrainOptions& options, std::span<const TrainOptions> usual) {
  for (const std::string_view name : optional_options()) {
    if (std::ranges::find(model.reads, name) != model.reads.end()) continue;
    const std::string value = get_option(options, name);
    if (std::ranges::any_of(usual, [&](const TrainOptions& one) { return get_option(one, name) == value; })) continue;
    std::string readers;
    for (const ModelDefinition* other : table())
      if (std::ranges::find(other->reads, name) != other->reads.end())
        readers += (readers.empty() ? "" : ", ") + std::string(other->name);
    throw Error(
        Code::usage,
        "model '" + std::string(model.name) + "' has no option '" + std::string(name) + "', and it is set to " + value,
        "leave it out, or choose a model that has it: " + readers);
  }
}

}  // namespace interplay::models
