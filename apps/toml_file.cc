#include "toml_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "flags.h"
#include "interplay/error.h"
#include "interplay/value_list.h"

namespace interplay::cli {
namespace {

std::string scalar(const std::string& path, const std::string& key, const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return fmt::format("{}", number->get());
  if (const auto* number = node.as_floating_point()) return fmt::format("{}", number->get());
  if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
  throw Error(Code::usage, place_in(path, node.source()),
              fmt::format("the value of '{}' is neither text, a number, true, false nor a list of these", key));
}

std::string content_of(const std::string& path, const std::string& what) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  if (file) content << file.rdbuf();
  if (!file || (content.str().empty() && file.bad()))
    throw Error(errno == ENOENT ? Code::not_found : Code::io, at(path),
                fmt::format("cannot read {}: {}", what, std::strerror(errno)), "check the path");
  return content.str();
}

}  // namespace

Location place_in(const std::string& path, const toml::source_region& source) {
  return at(path, source.begin.line, source.begin.column);
}

RecipeEntry entry_of(const std::string& path, const std::string& table, const toml::key& key, const toml::node& node) {
  RecipeEntry entry;
  entry.table = table;
  entry.key = with_underscores(key.str());
  entry.location = place_in(path, key.source());
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

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/') + 1); }

toml::table read_toml(const std::string& path, const std::string& what) {
  const std::string content = content_of(path, what);
  try {
    return toml::parse(content, path);
  } catch (const toml::parse_error& failure) {
    throw Error(Code::bad_data, place_in(path, failure.source()), std::string(failure.description()),
                "correct the TOML: text in quotes, lists in [], one key = value a line");
  }
}

}  // namespace interplay::cli
