// The verbs of the command line. Each has one file verb_NAME.cc; verbs.cc lists them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "console.h"
#include "flags.h"
#include "interplay/evaluate.h"

namespace interplay::cli {

// An argument of the command line without a flag.
struct Operand {
  std::string_view name;
  bool optional = false;
  bool repeated = false;
  std::vector<std::string_view> choices = {};
  Flag::Completes completes = Flag::Completes::file;
};

struct Verb {
  std::string_view name;
  std::string_view summary;  // one sentence, with its full stop
  std::vector<Operand> operands;
  std::vector<std::string_view> examples;
  // Words that people try as flags (with blanks between), and what does that instead.
  std::vector<std::pair<std::string_view, std::string_view>> elsewhere = {};
  // The flag that was meant where an argument too many is given.
  std::string_view meant_by_further = "";
  // The flags, with the defaults of the named model ("" for the library's own).
  std::vector<Flag> (*flags)(std::string_view model);
  int (*run)(const Arguments& arguments, Console& console);
};

const Verb& train_verb();
const Verb& launch_verb();
const Verb& evaluate_verb();
const Verb& predict_verb();
const Verb& calibrate_verb();
const Verb& recommend_verb();
const Verb& similar_verb();
const Verb& fold_in_verb();
const Verb& explain_verb();
const Verb& serve_verb();
const Verb& export_verb();
const Verb& compare_verb();
const Verb& tune_verb();
const Verb& describe_verb();
const Verb& plot_verb();
const Verb& diagram_verb();
const Verb& reproduce_verb();
const Verb& check_verb();
const Verb& pack_verb();
const Verb& synth_verb();
const Verb& datasets_verb();
const Verb& models_verb();
const Verb& metrics_verb();
const Verb& options_verb();
const Verb& completion_verb();

// All of them, in the order of the help text.
std::vector<const Verb*> verbs();
// Throws Error(usage), naming the nearest verb.
const Verb& find_verb(std::string_view name);

// Flags that verbs share.
std::vector<Flag> output_flags();    // --json, --quiet, --help
std::vector<Flag> progress_flags();  // --log, --progress, besides those above
Flag metrics_flag();
// Lists of items for users: what test items are ranked among, and what is relevant.
Flag candidates_flag();
Flag relevant_flag();
std::optional<double> relevant_of(const Arguments& arguments);
RankingOptions ranking_of(const Arguments& arguments, std::int64_t seed);
Flag out_flag(std::string help, std::string brief = "");
template <class... Lists>
std::vector<Flag> joined(Lists&&... lists) {
  std::vector<Flag> all;
  (all.insert(all.end(), lists.begin(), lists.end()), ...);
  return all;
}

// Throws Error(usage).
Arguments parse(const Verb& verb, const std::vector<Flag>& flags, std::span<const std::string> words);

// The flags that a first look needs, with their briefs as help; of few flags all. The last one is --help-all.
std::vector<Flag> most_used(std::vector<Flag> flags);
std::string help_of(const Verb& verb, const std::vector<Flag>& flags, int width);
std::string help_of_program(int width);

}  // namespace interplay::cli
