// From words to Arguments, by CLI11: built for the one verb that was asked for, as 60 flags take time to set
// up.
#include <algorithm>

#include <fmt/format.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "interplay/error.h"
#include "interplay/synonyms.h"
#include "interplay/value_list.h"
#include "verb.h"

namespace interplay::cli {
namespace {

std::string spelling(const Flag& flag) {
  std::string text = flag.letter != 0 ? fmt::format("-{},", flag.letter) : "";
  text += "--" + flag.name;
  for (const std::string& alias : flag.aliases) text += ",--" + alias;
  if (flag.takes == Flag::Takes::yes_no) text += ",!--no-" + flag.name;
  return text;
}

CLI::Option* add(CLI::App& app, const Flag& flag) {
  if (flag.takes == Flag::Takes::nothing || flag.takes == Flag::Takes::yes_no)
    return app.add_flag(spelling(flag))->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  CLI::Option* option = app.add_option(spelling(flag))->expected(1)->allow_extra_args(false);
  return option->multi_option_policy(flag.takes == Flag::Takes::list ? CLI::MultiOptionPolicy::TakeAll
                                                                     : CLI::MultiOptionPolicy::TakeLast);
}

// Whether the word is an option of data that train has: what it says, a model knows.
bool is_known_to_models(std::string_view word) {
  const auto of_data = flags_of(DataOptions{});
  return std::ranges::any_of(of_data, [&](const Flag& flag) { return "--" + flag.name == word; });
}

bool reads_data(const std::vector<Flag>& flags) {
  return std::ranges::find(flags, "delimiter", &Flag::name) != flags.end();
}

// "train, compare and tune": at most three that have the flag.
std::string verbs_with(std::string_view word) {
  constexpr std::size_t most = 3;
  std::vector<std::string_view> names;
  for (const Verb* verb : verbs())
    if (const auto flags = verb->flags("");
        names.size() < most && std::ranges::any_of(flags, [&](const Flag& flag) { return "--" + flag.name == word; }))
      names.push_back(verb->name);
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text += fmt::format("{}{}", i == 0 ? "" : i + 1 == names.size() ? " and " : ", ", names[i]);
  return text;
}

[[noreturn]] void unknown_flag(const Verb& verb, const std::vector<Flag>& flags, std::string_view word) {
  const std::string_view given = word.substr(0, word.find('='));
  std::vector<std::string> spellings;
  for (const Flag& flag : flags) {
    spellings.push_back("--" + flag.name);
    if (flag.takes == Flag::Takes::yes_no) spellings.push_back("--no-" + flag.name);
  }
  for (const auto& [words, hint] : verb.elsewhere)
    if (fmt::format(" {} ", words).find(fmt::format(" {} ", given.substr(2))) != std::string::npos)
      throw Error(Code::usage, fmt::format("{} has no option '{}'", verb.name, given), std::string(hint));
  // --learning_rate is the name that the tables and recipes use.
  const std::string dashed = with_dashes(given);
  const std::string near = meant_option(dashed, std::vector<std::string_view>(spellings.begin(), spellings.end()));
  const bool by_meaning =
      !near.empty() && near != nearest(dashed, std::vector<std::string_view>(spellings.begin(), spellings.end()));
  const std::string owners = near.empty() ? verbs_with(given) : "";
  throw Error(
      Code::usage, fmt::format("{} has no option '{}'", verb.name, given),
      !by_meaning && reads_data(flags) && is_known_to_models(dashed)
          ? "it belongs to train; the model keeps what it says, and attributes of users and items seen in training"
      : !owners.empty() ? fmt::format("it belongs to {}; interplay {} --help lists the options here", owners, verb.name)
      : near.empty()    ? fmt::format("interplay {} --help lists the options", verb.name)
                        : fmt::format("did you mean {}?", near));
}

void check_operands(const Verb& verb, const Arguments& arguments) {
  const auto usage = fmt::format("interplay {} --help shows how it is used", verb.name);
  std::size_t least = 0;
  bool unlimited = false;
  for (const Operand& operand : verb.operands) {
    least += operand.optional ? 0 : 1;
    unlimited = unlimited || operand.repeated;
  }
  const std::size_t given = arguments.operands.size();
  if (given < least) {
    const Operand& missing = verb.operands[given];
    throw Error(Code::usage, fmt::format("{} needs {}", verb.name, missing.name), usage);
  }
  if (given > verb.operands.size() && !unlimited)
    throw Error(
        Code::usage,
        fmt::format("{} does not take a further argument: '{}'", verb.name, arguments.operands[verb.operands.size()]),
        verb.meant_by_further.empty()
            ? usage
            : fmt::format("did you mean --{} {}?", verb.meant_by_further, arguments.operands[verb.operands.size()]));
}

// A forgotten value would swallow the next flag.
void check_value(const std::vector<Flag>& flags, const Flag& flag, std::string_view value) {
  if (value.starts_with("--"))
    for (const Flag& other : flags)
      if (value.substr(2) == other.name)
        throw Error(Code::usage, fmt::format("--{} needs a value, found '{}'", flag.name, value));
}

void read_words(CLI::App& app, std::span<const std::string> words) {
  std::vector<std::string> reversed(words.rbegin(), words.rend());  // CLI11 takes them from the back
  try {
    app.parse(reversed);
  } catch (const CLI::ArgumentMismatch& failure) {
    const std::string_view what = failure.what();
    throw Error(Code::usage, fmt::format("{} needs a value", what.substr(0, what.find(':'))));
  } catch (const CLI::ParseError& failure) {
    throw Error(Code::usage, failure.what());
  }
}

}  // namespace

Arguments parse(const Verb& verb, const std::vector<Flag>& flags, std::span<const std::string> words) {
  CLI::App app;
  app.set_help_flag("");
  app.allow_extras();
  Arguments arguments;
  app.add_option("operands", arguments.operands);
  std::vector<CLI::Option*> added;
  for (const Flag& flag : flags) added.push_back(add(app, flag));
  read_words(app, words);

  for (std::size_t i = 0; i < flags.size(); ++i) {
    if (added[i]->count() == 0) continue;
    const auto& values = added[i]->results();
    for (const std::string& value : values) check_value(flags, flags[i], value);
    const bool list = flags[i].takes == Flag::Takes::list;
    std::string text = values.back();
    if (list) {
      text.clear();
      for (const std::string& value : values) append_list(text, value);
    }
    arguments.flags.emplace_back(flags[i].name, std::move(text));
  }
  auto extras = app.remaining();
  std::erase(extras, "--");  // behind it, no word is a flag
  if (!extras.empty()) unknown_flag(verb, flags, extras.front());
  if (!arguments.has("help") && !arguments.has("help-all")) check_operands(verb, arguments);
  return arguments;
}

}  // namespace interplay::cli
