#include "recipe.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "flags.h"
#include "interplay/value_list.h"

namespace interplay::cli {
namespace {

Location place(const std::string& path, const toml::source_region& source) {
  return at(path, source.begin.line, source.begin.column);
}

std::string scalar(const std::string& path, const std::string& key, const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return fmt::format("{}", number->get());
  if (const auto* number = node.as_floating_point()) return fmt::format("{}", number->get());
  if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
  throw Error(Code::usage, place(path, node.source()),
              fmt::format("the value of '{}' is neither text, a number, true, false nor a list of these", key));
}

RecipeEntry entry_of(const std::string& path, const std::string& table, const toml::key& key, const toml::node& node) {
  RecipeEntry entry;
  entry.table = table;
  entry.key = with_underscores(key.str());
  entry.location = place(path, key.source());
  if (const auto* list = node.as_array()) {
    for (const toml::node& item : *list) {
      entry.items.push_back(scalar(path, entry.key, item));
    }
    entry.text = join_list(entry.items);
  } else {
    entry.text = scalar(path, entry.key, node);
    entry.items = {entry.text};
  }
  return entry;
}

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  if (file) content << file.rdbuf();
  if (!file || (content.str().empty() && file.bad()))
    throw Error(errno == ENOENT ? Code::not_found : Code::io, at(path),
                fmt::format("cannot read the recipe: {}", std::strerror(errno)), "check the path");
  return content.str();
}

}  // namespace

bool is_recipe(const std::string& path) { return path.ends_with(".toml"); }

Recipe read_recipe(const std::string& path) {
  const std::string content = content_of(path);
  Recipe recipe;
  recipe.folder = path.substr(0, path.rfind('/') + 1);
  try {
    const toml::table whole = toml::parse(content, path);
    for (const auto& [key, node] : whole) {
      const auto* table = node.as_table();
      if (table == nullptr) recipe.entries.push_back(entry_of(path, "", key, node));
      if (table != nullptr && key != "data" && key != "split" && key != "train")
        throw Error(Code::usage, place(path, key.source()), fmt::format("a recipe has no table [{}]", key.str()),
                    "the tables are [data], [split] and [train]");
      if (table != nullptr)
        for (const auto& [inner, value] : *table)
          recipe.entries.push_back(entry_of(path, std::string(key.str()), inner, value));
    }
  } catch (const toml::parse_error& failure) {
    throw Error(Code::bad_data, place(path, failure.source()), std::string(failure.description()),
                "correct the TOML: text in quotes, lists in [], one key = value a line");
  }
  return recipe;
}

}  // namespace interplay::cli
