#include <cmath>
#include <string>

#include "interplay/error.h"
#include "models/parts.h"
#include "terms/dot.h"
#include "terms/sides.h"

namespace interplay::models {

SideInputs side_inputs(const Schema& schema, std::string_view model) {
  const auto ids = user_and_item(schema, model);
  const std::vector<std::size_t> inputs = schema.inputs();
  const std::uint32_t users = schema.fields[inputs[ids[0]]].table, items = schema.fields[inputs[ids[1]]].table;
  SideInputs sides{{ids[0]}, {ids[1]}};
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (i == ids[0] || i == ids[1]) continue;
    const Field& field = schema.fields[inputs[i]];
    if (field.table == 0 || (field.table != users && field.table != items))
      throw Error(Code::usage,
                  "field '" + field.name + "' belongs to the interactions, and model '" + std::string(model) +
                      "' has vectors of users and items alone",
                  "leave it out, as by --fields user,item, or choose a model of any fields, such as fm");
    (field.table == users ? sides.users : sides.items).push_back(i);
  }
  return sides;
}

namespace {

ModelPlan plan_of_sides(const Schema& schema, const TrainOptions& options, const TargetInfo& target) {
  const auto [users, items] = side_inputs(schema, options.model);
  EmbeddingOptions factors = factor_options(options);
  factors.squares = false;
  // So that scores start at the same size whatever the rank is. Rendle et al. 2022.
  factors.initializer.scale /= std::sqrt(static_cast<double>(options.rank));
  std::vector<std::size_t> inputs = users;
  inputs.insert(inputs.end(), items.begin(), items.end());
  ModelPlan plan(schema);
  const std::size_t table = plan.table("embedding", static_cast<std::size_t>(options.rank), factors, inputs);
  plan.add(inputs.size() == 2 ? dot(table) : sides(table, users.size()));
  plan.finish(sum_head(false), objective_of(options, target));
  return plan;
}

}  // namespace

ModelPlan matrix_plan(const Schema& schema, const TrainOptions& options, const TargetInfo& target) {
  if (target.interactions) return plan_of_sides(schema, options, target);
  const Objective objective = objective_of(options, target);
  ModelPlan plan(schema);
  const auto inputs = user_and_item(schema, options.model);
  plan.add(dot(plan.table("embedding", static_cast<std::size_t>(options.rank), factor_options(options), inputs)));
  plan.finish(sum_head(false), objective);
  return plan;
}

}  // namespace interplay::models
