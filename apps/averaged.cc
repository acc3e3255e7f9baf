#include "averaged.h"

#include <fmt/format.h>

#include "interplay/error.h"

namespace interplay::cli {

Flag with_flag() {
  return {.name = "with",
          .takes = Flag::Takes::list,
          .group = "Output",
          .help = "Further models: the predictions are the means of theirs and of MODEL's",
          .value = "A,B",
          .completes = Flag::Completes::file,
          .brief = "Average the predictions with those of further models"};
}

std::vector<Model> models_with(const Arguments& arguments, const Model& first,
                               std::initializer_list<std::string_view> excluded) {
  for (const std::string_view flag : excluded)
    if (arguments.has(flag))
      throw Error(Code::usage, fmt::format("--{} is about one model, and --with averages several", flag),
                  "leave one of them out");
  std::vector<Model> models = {first};
  for (const std::string& path : arguments.list("with")) models.push_back(Model::load(path));
  return models;
}

}  // namespace interplay::cli
