// Recipes: the options of `train` in a TOML file. Keys are named as the options, with dashes or underscores,
// at the top or in tables [data], [split] and [train]; paths are relative to the recipe's folder.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "interplay/error.h"

namespace interplay::cli {

struct RecipeEntry {
  std::string table;               // "" at the top
  std::string key;                 // with underscores
  std::string text;                // as set_option takes it; lists joined by commas
  std::vector<std::string> items;  // the same, apart
  Location location;
};

struct Recipe {
  std::string folder;  // with its slash; "" for the current one
  std::vector<RecipeEntry> entries;
};

// Throws Error(bad_data) with the place where it is no valid TOML, Error(not_found, io).
Recipe read_recipe(const std::string& path);

bool is_recipe(const std::string& path);

}  // namespace interplay::cli
