// What users may know of models before there is one.
#include <algorithm>

#include "interplay/model.h"
#include "models/table.h"
#include "solvers/definition.h"

namespace interplay {

std::vector<ModelInfo> model_names() {
  std::vector<ModelInfo> names;
  for (const models::ModelDefinition* definition : models::table()) {
    names.push_back({definition->name, definition->summary, definition->reads, definition->solver});
  }
  return names;
}

bool model_reads(std::string_view model, std::string_view option) {
  return std::ranges::any_of(models::table(), [&](const models::ModelDefinition* definition) {
    return definition->name == model && std::ranges::find(definition->reads, option) != definition->reads.end();
  });
}

TrainOptions default_options(std::string_view model, std::string_view solver, std::string_view loss) {
  const models::ModelDefinition& definition = models::definition(model);
  TrainOptions options;
  options.model = definition.name;
  if (definition.defaults != nullptr) definition.defaults(options);
  solver_defaults(solver.empty() ? definition.solver : solver, options);
  if (!loss.empty()) options.loss = loss;
  if (definition.list_recipe) models::list_defaults(options);
  return options;
}

std::vector<std::pair<std::string, std::string>> faithful_settings(std::string_view model) {
  std::vector<std::pair<std::string, std::string>> settings;
  for (const auto& [name, value] : models::definition(model).faithful) settings.emplace_back(name, value);
  return settings;
}

}  // namespace interplay
