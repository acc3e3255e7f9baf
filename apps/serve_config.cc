#include "serve_config.h"

#include <charconv>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "interplay/error.h"
#include "toml_file.h"

namespace interplay::cli {
namespace {

// A path of the file is taken from its folder.
std::string from_folder(const std::string& folder, const std::string& path) {
  return path.empty() || path.starts_with('/') ? path : folder + path;
}

double number_of(const RecipeEntry& entry) {
  double value = 0;
  const char* end = entry.text.data() + entry.text.size();
  if (const auto [stop, failed] = std::from_chars(entry.text.data(), end, value); failed != std::errc() || stop != end)
    throw Error(Code::usage, entry.location, fmt::format("'{}' is '{}', expected a number", entry.key, entry.text));
  return value;
}

ServedModel model_of(const std::string& path, const std::string& folder, const toml::table& table) {
  ServedModel model;
  for (const auto& [key, node] : table) {
    const RecipeEntry entry = entry_of(path, "models", key, node);
    if (entry.key == "path") {
      model.path = from_folder(folder, entry.text);
    } else if (entry.key == "name") {
      model.name = entry.text;
    } else if (entry.key == "version") {
      model.version = entry.text;
    } else if (entry.key == "weight") {
      model.weight = number_of(entry);
    } else if (entry.key == "seen") {
      for (const std::string& file : entry.items) model.seen.push_back(from_folder(folder, file));
    } else {
      throw Error(Code::usage, entry.location, fmt::format("a model has no key '{}'", entry.key),
                  "the keys are path, name, version, weight and seen");
    }
  }
  if (model.path.empty())
    throw Error(Code::usage, place_in(path, table.source()), "a model has no path",
                "name its file: path = \"m.safetensors\"");
  return model;
}

bool is_path(std::string_view option) { return option == "key_file" || option == "access_log"; }

void set(ServeOptions& options, const std::string& folder, const RecipeEntry& entry) {
  try {
    set_option(options, entry.key,
               is_path(entry.key) && entry.text != "-" ? from_folder(folder, entry.text) : entry.text);
  } catch (const Error& error) {
    throw Error(error.code(), entry.location, error.message(), error.remedy());
  }
  if (entry.key == "events" && entry.text.find("://") == std::string::npos)
    options.events = from_folder(folder, entry.text);
  if (entry.key == "seen")
    for (std::string& file : options.seen) file = from_folder(folder, file);
}

void read_config(const std::string& path, ServeSettings& settings) {
  const std::string folder = folder_of(path);
  for (const auto& [key, node] : read_toml(path, "the configuration")) {
    const auto* models = key == "models" ? node.as_array() : nullptr;
    if (models == nullptr || !models->is_array_of_tables()) {
      set(settings.options, folder, entry_of(path, "", key, node));
      continue;
    }
    for (const toml::node& model : *models) settings.models.push_back(model_of(path, folder, *model.as_table()));
  }
}

}  // namespace

ServeSettings serve_settings_of(const Arguments& arguments) {
  ServeSettings settings;
  if (const auto path = arguments.value("config")) read_config(*path, settings);
  apply(arguments, settings.options);
  for (const std::string& path : arguments.operands) {
    ServedModel model;
    model.path = path;
    settings.models.push_back(std::move(model));
  }
  if (settings.models.empty())
    throw Error(Code::usage, "no model is named", "name a model file, or --config FILE with [[models]]");
  return settings;
}

}  // namespace interplay::cli
