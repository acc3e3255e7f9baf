#include "settings.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <span>
#include <type_traits>

#include <fmt/format.h>

#include "interplay/error.h"
#include "interplay/model.h"
#include "interplay/options.h"
#include "interplay/read.h"
#include "interplay/solvers.h"
#include "interplay/split.h"
#include "interplay/store.h"
#include "interplay/synonyms.h"
#include "interplay/value_list.h"
#include "recipe.h"

namespace interplay::cli {
namespace {

namespace fs = std::filesystem;

// Keys of a recipe beside those of the option tables.
constexpr std::string_view own_keys[] = {"data", "paths", "out", "metrics"};

template <class Struct>
void list_keys(std::vector<std::string>& keys) {
  for (const auto& option : options<Struct>()) keys.push_back(with_underscores(flag_name(option)));
}

[[noreturn]] void unknown_key(const RecipeEntry& entry) {
  std::vector<std::string> keys(std::begin(own_keys), std::end(own_keys));
  list_keys<DataOptions>(keys);
  list_keys<SplitOptions>(keys);
  list_keys<TrainOptions>(keys);
  const std::string near = meant_option(entry.key, std::vector<std::string_view>(keys.begin(), keys.end()));
  throw Error(Code::usage, entry.location, fmt::format("a recipe has no key '{}'", entry.key),
              near.empty() ? "interplay options lists the keys" : fmt::format("did you mean {}?", near));
}

std::string beside(const Recipe& recipe, const std::string& path) {
  return fs::path(path).is_absolute() ? path : recipe.folder + path;
}

template <class Struct>
bool set_from(const RecipeEntry& entry, std::string_view table, const std::string& text, Struct& values) {
  for (const auto& option : options<Struct>()) {
    // Within its table an option has its own name; at the top the name that its flag has.
    const std::string key = entry.table.empty() ? with_underscores(flag_name(option)) : std::string(option.name);
    const bool named = key == entry.key || std::ranges::find(option.aliases, entry.key) != option.aliases.end();
    if (!named || (!entry.table.empty() && entry.table != table)) continue;
    try {
      set_option(values, option.name, text);
    } catch (const Error& error) {
      throw Error(error.code(), entry.location, error.message(), error.remedy());
    }
    return true;
  }
  return false;
}

void set_entry(const Recipe& recipe, const RecipeEntry& entry, Settings& settings) {
  const bool top = entry.table.empty();
  if ((top && entry.key == "data") || (entry.table == "data" && entry.key == "paths")) {
    for (const std::string& path : entry.items) settings.paths.push_back(beside(recipe, path));
  } else if (top && entry.key == "out") {
    settings.out = beside(recipe, entry.text);
  } else if (top && entry.key == "metrics") {
    settings.metrics = entry.items;
  } else {
    std::string text = entry.text;
    if (names_a_file(entry.key)) {
      const bool list = entry.items.size() != 1 || entry.text != entry.items.front();
      std::vector<std::string> files;
      for (const std::string& item : entry.items) files.push_back(beside(recipe, item));
      text = list ? join_list(files) : files.front();
    }
    if (!set_from(entry, "data", text, settings.data) && !set_from(entry, "split", text, settings.split) &&
        !set_from(entry, "train", text, settings.train))
      unknown_key(entry);
  }
}

void set_faithful(Settings& settings) {
  if (settings.train.model == automatic_model)
    throw Error(Code::usage, "--faithful follows a notebook, and model 'auto' none", "name the model");
  const auto given = faithful_settings(settings.train.model);
  if (given.empty()) {
    std::string others;
    for (const ModelInfo& model : model_names())
      if (!faithful_settings(model.name).empty()) others += (others.empty() ? "" : ", ") + std::string(model.name);
    throw Error(Code::usage,
                fmt::format("--faithful follows a notebook, and model '{}' has none", settings.train.model),
                "leave it out, or choose one of " + others);
  }
  for (const auto& [name, value] : given) {
    const RecipeEntry entry{.table = "", .key = name, .text = value, .items = {}, .location = {}};
    if (!set_from(entry, "data", value, settings.data) && !set_from(entry, "split", value, settings.split) &&
        !set_from(entry, "train", value, settings.train))
      unknown_key(entry);
  }
}

bool implicit(const Arguments& arguments, const std::optional<Recipe>& recipe) {
  DataOptions data;
  if (recipe)
    for (const RecipeEntry& entry : recipe->entries)
      if (entry.key == "implicit") set_option(data, "implicit", entry.text);
  apply(arguments, data);
  if (const auto packed = packed_options(arguments.operands)) data.implicit = data.implicit || packed->implicit;
  return data.implicit;
}

std::string interaction_solver() {
  for (const SolverInfo& solver : solvers())
    if (solver.properties.fits_interactions) return std::string(solver.name);
  return TrainOptions{}.solver;
}

// Model and solver decide the defaults that the other options change. What model 'auto' will be is not known yet.
TrainOptions defaults_of(const Arguments& arguments, const std::optional<Recipe>& recipe) {
  const auto chosen = [&](std::string_view key, std::string otherwise) {
    if (const auto value = arguments.value(key)) return *value;
    if (recipe)
      for (const RecipeEntry& entry : recipe->entries)
        if (entry.key == key) return entry.text;
    return otherwise;
  };
  std::string solver = chosen("solver", "");
  // Interactions that neither a model, a solver nor a loss was named for.
  if (solver.empty() && chosen("model", "").empty() && chosen("loss", "").empty() && implicit(arguments, recipe))
    solver = interaction_solver();
  const auto named = solver_info(solver);
  const std::string model = chosen("model", named ? std::string(named->model) : TrainOptions{}.model);
  if (model == automatic_model) {
    TrainOptions open;
    open.model = model;
    return open;
  }
  return defaults_for_data(model, solver, chosen("loss", ""), implicit(arguments, recipe));
}

template <class Value>
void append_toml(std::string& text, const std::string& key, const Value& value) {
  const auto quoted = [](const std::string& raw) {
    std::string result = "\"";
    for (const char c : raw) {
      if (c == '"' || c == '\\') result += '\\';
      if (static_cast<unsigned char>(c) < 0x20) {
        result += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
      } else {
        result += c;
      }
    }
    return result + "\"";
  };
  if constexpr (std::is_same_v<Value, std::string>) {
    text += fmt::format("{} = {}\n", key, quoted(value));
  } else if constexpr (std::is_same_v<Value, std::vector<std::string>>) {
    std::vector<std::string> items;
    for (const std::string& item : value) items.push_back(quoted(item));
    text += fmt::format("{} = [{}]\n", key, fmt::join(items, ", "));
  } else {
    text += fmt::format("{} = {}\n", key, value);
  }
}

template <class Value>
Value absolute_paths(const Value& value) {
  if constexpr (std::is_same_v<Value, std::string>) {
    return value.empty() ? value : fs::absolute(value).lexically_normal().string();
  } else if constexpr (std::is_same_v<Value, std::vector<std::string>>) {
    Value result;
    for (const std::string& item : value) result.push_back(fs::absolute(item).lexically_normal().string());
    return result;
  } else {
    return value;
  }
}

template <class Struct>
void append_options(std::string& text, const Struct& values, const Struct& defaults) {
  for (const auto& option : options<Struct>()) {
    if (get_option(values, option.name) == get_option(defaults, option.name)) continue;
    std::visit(
        [&](auto member) {
          const auto& value = values.*member;
          append_toml(text, with_underscores(flag_name(option)),
                      names_a_file(option.name) ? absolute_paths(value) : value);
        },
        option.member);
  }
}

}  // namespace

TrainOptions defaults_for_data(const std::string& model, const std::string& solver, const std::string& loss,
                               bool implicit) {
  TrainOptions own = default_options(model, solver, loss);
  const auto used = solver_info(own.solver);
  const bool takes_losses = used && std::ranges::find(used->reads, "loss") != used->reads.end();
  if (!implicit || own.loss != "auto" || !takes_losses) return own;
  return default_options(model, solver, "bpr");
}

TrainOptions defaults_for_interactions() {
  const std::string solver = interaction_solver();
  return default_options(std::string(solver_info(solver)->model), solver);
}

std::vector<std::string> Settings::files() const {
  std::vector<std::string> all = paths;
  if (!split.test_file.empty()) all.push_back(split.test_file);
  if (!split.valid_file.empty()) all.push_back(split.valid_file);
  return all;
}

namespace {

// The solver by which a chain goes on.
std::string sampler() {
  for (const SolverInfo& solver : solvers())
    if (solver.properties.samples) return std::string(solver.name);
  return TrainOptions{}.solver;
}

// What makes the model that goes on the same model, and how its data was read. A model that was trained by steps
// downhill goes on by them, with its own options. All others go on as a chain, without burn-in: a chain has had one.
void set_warm(const std::string& path, const std::optional<std::string>& given, Settings& settings) {
  const Model model = Model::load(path);
  settings.warm = path;
  settings.data = model.data_options();
  const auto takes_steps = [](std::string_view solver) {
    const auto info = solver_info(solver);
    return info && info->properties.has_rate;
  };
  const std::string own = model.options().solver;
  if (const auto info = solver_info(own); info && info->properties.fits_interactions && !given) {
    settings.train = model.options();  // refused by the training
    return;
  }
  const std::string solver = given.value_or(takes_steps(own) ? own : sampler());
  if (takes_steps(own) && takes_steps(solver)) {
    settings.train = model.options();
    settings.train.solver = solver;
    return;
  }
  settings.train = default_options(model.name(), solver);
  for (const std::string_view name : {"model", "rank", "target_kind", "numeric", "pairs_within_bags", "clip"})
    set_option(settings.train, name, get_option(model.options(), name));
  const auto info = solver_info(solver);
  if (info && info->properties.samples) {  // another one is refused by the training
    settings.train.draws = model.options().draws;
    settings.train.burn_in = 0;
  }
}

}  // namespace

Settings settings_of(const Arguments& arguments) {
  std::optional<Recipe> recipe;
  std::vector<std::string> paths;
  for (const std::string& operand : arguments.operands) {
    if (!is_recipe(operand)) {
      paths.push_back(operand);
    } else if (recipe) {
      throw Error(Code::usage, at(operand), "is a second recipe", "give one recipe; flags can change its options");
    } else {
      recipe = read_recipe(operand);
    }
  }
  Settings settings;
  settings.train = defaults_of(arguments, recipe);
  if (const auto warm = arguments.value("warm")) set_warm(*warm, arguments.value("solver"), settings);
  if (arguments.has("faithful")) set_faithful(settings);
  if (recipe)
    for (const RecipeEntry& entry : recipe->entries) set_entry(*recipe, entry, settings);
  if (!paths.empty()) settings.paths = paths;
  if (settings.paths.empty())
    throw Error(Code::usage, at(arguments.operands.front()), "the recipe names no data",
                "add a line such as data = [\"ratings.csv\"], or name the files beside the recipe");
  apply(arguments, settings.data);
  // A split that says itself what the test is takes the place of the notebook's share.
  if (const auto split = arguments.value("split"); split && arguments.has("faithful") && says_its_test(*split))
    settings.split.test = 0;
  apply(arguments, settings.split);
  apply(arguments, settings.train);
  if (const auto out = arguments.value("out")) settings.out = out;
  if (arguments.has("metrics")) settings.metrics = arguments.list("metrics");
  settings.data = with_packed_options(settings.files(), settings.data);
  return settings;
}

std::vector<std::string> inputs_of(const Settings& settings, const Arguments& arguments) {
  std::vector<std::string> files = files_of(settings.files(), settings.data);
  files.insert(files.end(), arguments.operands.begin(), arguments.operands.end());
  if (settings.warm) files.push_back(*settings.warm);
  const std::string& split = settings.split.split;
  if (split.starts_with("given:"))
    for (std::string& file : with_given_files(settings.paths, settings.split)) files.push_back(std::move(file));
  constexpr std::string_view by_file = "file:";
  if (split.starts_with(by_file)) {
    files.push_back(split.substr(by_file.size()));
    files.push_back(split.substr(by_file.size(), split.rfind('+') - by_file.size()));
  }
  return files;
}

std::vector<std::string> with_given_files(const std::vector<std::string>& paths, const SplitOptions& options) {
  constexpr std::string_view prefix = "given:";
  std::error_code ignored;
  if (!options.split.starts_with(prefix) || paths.size() != 1 || !fs::is_directory(paths.front(), ignored))
    return paths;
  const fs::path folder = paths.front();
  const std::string stem = options.split.substr(prefix.size(), options.split.find('+') - prefix.size());
  const auto base = folder / (stem + ".base"), test = folder / (stem + ".test");
  for (const auto& file : {base, test})
    if (!fs::exists(file, ignored))
      throw Error(Code::not_found, at(file.string()),
                  fmt::format("does not exist; --split {} asks for it", options.split),
                  "choose a split that the folder has");
  return {base.string(), test.string()};
}

std::string quoted_for_shell(const std::string& word) {
  const bool plain = !word.empty() && std::ranges::all_of(word, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("_-./,:=+%@").find(c) != std::string::npos;
  });
  if (plain) return word;
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

namespace {

// Those that differ from the defaults, as flags.
template <class Struct>
void append_flags(std::string& text, const Struct& values, const Struct& defaults) {
  for (const auto& option : options<Struct>()) {
    const std::string value = get_option(values, option.name);
    if (value == get_option(defaults, option.name)) continue;
    if (std::holds_alternative<bool Struct::*>(option.member)) {
      text += (value == "true" ? " --" : " --no-") + flag_name(option);
    } else {
      text += " --" + flag_name(option) + " " + quoted_for_shell(value);
    }
  }
}

}  // namespace

std::string command_of(const Settings& settings) {
  std::string text = "interplay train";
  for (const std::string& path : settings.paths) text += " " + quoted_for_shell(path);
  TrainOptions defaults = default_options(settings.train.model, settings.train.solver, settings.train.loss);
  defaults.solver = TrainOptions{}.solver;
  defaults.loss = default_options(settings.train.model).loss;
  defaults.model.clear();  // so that it is named
  append_flags(text, settings.train, defaults);
  append_flags(text, settings.data, DataOptions{});
  append_flags(text, settings.split, SplitOptions{});
  return text;
}

std::string recipe_of(const Settings& settings, std::string_view writer) {
  std::string text = fmt::format("# Written by {}; options not named here have their defaults.\n", writer);
  append_toml(text, "data", absolute_paths(settings.paths));
  append_toml(text, "model", settings.train.model);
  append_options(text, settings.data, DataOptions{});
  append_options(text, settings.split, SplitOptions{});
  TrainOptions defaults = default_options(settings.train.model, settings.train.solver, settings.train.loss);
  defaults.solver = TrainOptions{}.solver;  // so that another one is written
  defaults.loss = default_options(settings.train.model).loss;
  append_options(text, settings.train, defaults);
  if (settings.out) append_toml(text, "out", absolute_paths(*settings.out));
  if (!settings.metrics.empty()) append_toml(text, "metrics", settings.metrics);
  return text;
}

}  // namespace interplay::cli
