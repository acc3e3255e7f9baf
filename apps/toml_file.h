// Files of TOML as verbs read them: recipes and the configuration of a server.
#pragma once

#include <string>

#include <toml++/toml.h>

#include "recipe.h"

namespace interplay::cli {

// `what`: for messages, such as "the recipe". Throws Error(io, not_found, bad_data).
toml::table read_toml(const std::string& path, const std::string& what);

Location place_in(const std::string& path, const toml::source_region& source);
// A key with a scalar or a list of scalars. Throws Error(usage) for another value.
RecipeEntry entry_of(const std::string& path, const std::string& table, const toml::key& key, const toml::node& node);

// The folder of a file, with its slash, which relative paths in it are taken from; empty for the current one.
std::string folder_of(const std::string& path);

}  // namespace interplay::cli
