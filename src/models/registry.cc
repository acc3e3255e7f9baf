#include <string>
#include <vector>

#include "interplay/error.h"
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
  const std::string near = nearest(name, names);
  throw Error(Code::usage, "there is no model '" + std::string(name) + "'",
              (near.empty() ? "" : "did you mean '" + near + "'? ") + ("choose one of " + list));
}

}  // namespace interplay::models
