#include <string>
#include <vector>

#include "interplay/error.h"
#include "interplay/model.h"
#include "models/table.h"

namespace interplay {
namespace models {

const ModelDefinition& definition(std::string_view name) {
  std::vector<std::string_view> names;
  for (const ModelDefinition* candidate : table()) {
    if (candidate->name == name) return *candidate;
    names.push_back(candidate->name);
  }
  std::string list;
  for (const std::string_view known : names) list += (list.empty() ? "" : ", ") + std::string(known);
  const std::string near = nearest(name, names);
  throw Error(Code::usage, "there is no model '" + std::string(name) + "'",
              (near.empty() ? "" : "did you mean '" + near + "'? ") + ("choose one of " + list));
}

}  // namespace models

std::vector<ModelInfo> model_names() {
  std::vector<ModelInfo> names;
  for (const models::ModelDefinition* model : models::table()) names.push_back({model->name, model->summary});
  return names;
}

TrainOptions default_options(std::string_view model) {
  const models::ModelDefinition& definition = models::definition(model);
  TrainOptions options;
  options.model = definition.name;
  definition.defaults(options);
  return options;
}

}  // namespace interplay
