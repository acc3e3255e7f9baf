// The request to a verb that trains: the model's defaults, then the recipe, then the flags.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flags.h"
#include "interplay/dataset.h"
#include "interplay/options.h"

namespace interplay::cli {

struct Settings {
  std::vector<std::string> paths;  // of the main data
  DataOptions data;
  SplitOptions split;
  TrainOptions train;
  std::optional<std::string> out;
  std::vector<std::string> metrics;
  std::optional<std::string> warm;  // the model whose chain goes on

  // Everything that is read: the main data, then the files of --test-file and --valid-file.
  std::vector<std::string> files() const;
};

// The name that leaves model and options to a search (choose_model).
constexpr std::string_view automatic_model = "auto";

// Defaults of a model, a solver and a loss (empty: none is given). On interactions without a target, a model that
// descends on one otherwise ranks by BPR.
TrainOptions defaults_for_data(const std::string& model, const std::string& solver, const std::string& loss,
                               bool implicit);

// Throws Error(usage, bad_data, not_found, io).
Settings settings_of(const Arguments& arguments);

// Everything that a run may read: recipes, data and what lies beside it, other parts, joined files, the model that it
// goes on from.
std::vector<std::string> inputs_of(const Settings& settings, const Arguments& arguments);

// For the split "given:u1" of a folder: its files u1.base and u1.test, whatever else is there. Otherwise
// `paths`. Throws Error(not_found).
std::vector<std::string> with_given_files(const std::vector<std::string>& paths, const SplitOptions& options);

// The settings that differ from the defaults, as a recipe that restores them from any folder. `writer`: the command to
// name as its writer.
std::string recipe_of(const Settings& settings, std::string_view writer);

// A word of a command line, in quotes where a shell would otherwise change it.
std::string quoted_for_shell(const std::string& word);

// The same as a command line.
std::string command_of(const Settings& settings);

// What train takes for interactions without targets where nothing else is asked for.
TrainOptions defaults_for_interactions();

}  // namespace interplay::cli
