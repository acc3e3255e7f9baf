#include "recipe.h"

#include <fmt/format.h>

#include "toml_file.h"

namespace interplay::cli {

bool is_recipe(const std::string& path) { return path.ends_with(".toml"); }

Recipe read_recipe(const std::string& path) {
  Recipe recipe;
  recipe.folder = folder_of(path);
  for (const auto& [key, node] : read_toml(path, "the recipe")) {
    const auto* table = node.as_table();
    if (table == nullptr) recipe.entries.push_back(entry_of(path, "", key, node));
    if (table != nullptr && key != "data" && key != "split" && key != "train")
      throw Error(Code::usage, place_in(path, key.source()), fmt::format("a recipe has no table [{}]", key.str()),
                  "the tables are [data], [split] and [train]");
    if (table != nullptr)
      for (const auto& [inner, value] : *table)
        recipe.entries.push_back(entry_of(path, std::string(key.str()), inner, value));
  }
  return recipe;
}

}  // namespace interplay::cli
