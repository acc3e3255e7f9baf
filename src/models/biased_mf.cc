#include "models/parts.h"
#include "models/table.h"
#include "terms/dot.h"
#include "terms/linear.h"

namespace interplay::models {
namespace {

// lo + (hi - lo) sigmoid(b + b_user + b_item + <p_user, q_item>), lo and hi the range of the training
// targets; for binary targets, the probability sigmoid(...) with the logistic loss.
ModelPlan biased_mf_plan(const Schema& schema, const TrainOptions& options, const TargetInfo& target) {
  const Objective objective = is_binary(options, target) ? objective_for(true) : range_objective(target);
  ModelPlan plan(schema);
  const auto inputs = user_and_item(schema, "biased_mf");
  plan.add(interplay::linear(plan.table("linear", 1, weight_options(options), inputs)));
  plan.add(dot(plan.table("embedding", static_cast<std::size_t>(options.rank), factor_options(options), inputs)));
  plan.finish(head_of(options, "sum", objective, target), objective);
  return plan;
}

void biased_mf_defaults(TrainOptions& options) {
  options.epochs = 30;
  options.l2_linear = 0.022;
}

}  // namespace

const ModelDefinition& biased_mf_definition() {
  static const ModelDefinition definition{
      "biased_mf",
      "Matrix factorization with user and item biases, kept inside the rating range",
      biased_mf_defaults,
      biased_mf_plan,
      {"rank", "init", "initializer", "bias_start"},
      first_rows_train({{"rank", "40"},
                        {"bias_start", "zero"},
                        {"optimizer", "adam"},
                        {"learning_rate", "0.001"},
                        {"linear_rate", "1"},
                        {"schedule", "constant"},
                        {"batch", "128"},
                        {"epochs", "5"},
                        {"l2", "1e-6"},
                        {"l2_linear", "0"},
                        {"l2_factors", "0"},
                        {"l2_count_power", "0"},
                        {"l2_scope", "whole"}}),
      TargetOrigin::mean,
      false,
      true};
  return definition;
}

}  // namespace interplay::models
