#include "completion.h"

#include <algorithm>

#include <fmt/format.h>

#include "interplay/metrics.h"
#include "interplay/model.h"
#include "verb.h"

namespace interplay::cli {
namespace {

bool takes_value(const Flag& flag) { return flag.takes == Flag::Takes::value || flag.takes == Flag::Takes::list; }

std::vector<std::string> words_of(const Flag& flag) {
  std::vector<std::string> words = flag.choices;
  if (flag.completes == Flag::Completes::model)
    for (const ModelInfo& model : model_names()) words.emplace_back(model.name);
  if (flag.completes == Flag::Completes::metric)
    for (const Metric& metric : metrics()) words.emplace_back(metric.name);
  if (flag.completes == Flag::Completes::metric)
    for (const ListMetric& metric : list_metrics())
      words.push_back(std::string(metric.name) + (metric.cut == ListMetric::Cut::required ? "@10" : ""));
  if (flag.completes == Flag::Completes::metric)
    for (const FirstItemsMetric& metric : first_items_metrics()) words.push_back(std::string(metric.name) + "@10");
  return words;
}

std::string spaced(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, " ")); }

std::vector<std::string> spellings(const Flag& flag) {
  if (flag.takes != Flag::Takes::yes_no) return {"--" + flag.name};
  return {"--" + flag.name, "--no-" + flag.name};
}

bool wants_file(Flag::Completes completes) {
  return completes == Flag::Completes::file || completes == Flag::Completes::folder;
}

std::vector<std::string> choices_of(const Verb& verb) {
  std::vector<std::string> words;
  for (const Operand& operand : verb.operands)
    words.insert(words.end(), operand.choices.begin(), operand.choices.end());
  return words;
}

bool operands_are_files(const Verb& verb) {
  return std::any_of(verb.operands.begin(), verb.operands.end(),
                     [](const Operand& operand) { return wants_file(operand.completes); });
}

// One branch for each flag that takes a value: `reply` completes words, `reply_files` files.
std::string bash_values(const Verb& verb) {
  std::string text;
  for (const Flag& flag : verb.flags("")) {
    if (!takes_value(flag)) continue;
    const std::string action = wants_file(flag.completes)
                                   ? "_interplay_files"
                                   : fmt::format("_interplay_words \"{}\"", spaced(words_of(flag)));
    const std::string letter = flag.letter != 0 ? fmt::format("|-{}", flag.letter) : "";
    text += fmt::format("        --{}{}) {}; return ;;\n", flag.name, letter, action);
  }
  return text;
}

std::string bash_verb(const Verb& verb) {
  std::vector<std::string> flags;
  for (const Flag& flag : verb.flags(""))
    for (std::string& spelling : spellings(flag)) flags.push_back(std::move(spelling));
  const std::string values = bash_values(verb);
  std::string text = fmt::format("    {})\n", verb.name);
  if (!values.empty()) text += "      case $previous in\n" + values + "      esac\n";
  text += fmt::format("      if [[ $current == -* ]]; then _interplay_words \"{}\"\n", spaced(flags));
  text += operands_are_files(verb)
              ? "      else _interplay_files; fi ;;\n"
              : fmt::format("      else _interplay_words \"{}\"; fi ;;\n", spaced(choices_of(verb)));
  return text;
}

// Within single quotes of a zsh or fish script.
std::string single_quoted(std::string_view text, bool fish = false) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'') {
      result += fish ? "\\'" : "'\\''";
    } else {
      if (fish && c == '\\') result += '\\';
      result += c;
    }
  }
  return result + "'";
}

// What _arguments of zsh reads between brackets and colons.
std::string zsh_text(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

std::string zsh_value(const Flag& flag) {
  if (!takes_value(flag)) return "";
  const auto words = words_of(flag);
  std::string action = " ";
  if (wants_file(flag.completes)) {
    action = "_files";
  } else if (!words.empty()) {
    action = flag.takes == Flag::Takes::list ? "_values -s , value " + spaced(words) : "(" + spaced(words) + ")";
  }
  return fmt::format(":{}:{}", zsh_text(flag.value.empty() ? "value" : flag.value), action);
}

std::string zsh_verb(const Verb& verb) {
  std::string text = fmt::format("    {})\n      _arguments \\\n", verb.name);
  for (const Flag& flag : verb.flags(""))
    for (const std::string& spelling : spellings(flag))
      text += fmt::format("        {} \\\n",
                          single_quoted(fmt::format("{}{}[{}]{}", flag.takes == Flag::Takes::list ? "*" : "", spelling,
                                                    zsh_text(flag.help), zsh_value(flag))));
  const std::string operands =
      operands_are_files(verb) ? "*:path:_files" : fmt::format("*:argument:({})", spaced(choices_of(verb)));
  return text + "        " + single_quoted(operands) + " ;;\n";
}

std::string fish_verb(const Verb& verb) {
  const std::string when = fmt::format("complete -c interplay -n '__fish_seen_subcommand_from {}'", verb.name);
  std::string text = fmt::format("complete -c interplay -f -n __fish_use_subcommand -a {} -d {}\n", verb.name,
                                 single_quoted(verb.summary, true));
  for (const Flag& flag : verb.flags(""))
    for (const std::string& spelling : spellings(flag)) {
      text += fmt::format("{} -l {}", when, spelling.substr(2));
      if (flag.letter != 0) text += fmt::format(" -s {}", flag.letter);
      if (takes_value(flag)) text += wants_file(flag.completes) ? " -r -F" : " -x";
      const auto words = words_of(flag);
      if (!words.empty()) text += fmt::format(" -a {}", single_quoted(spaced(words), true));
      text += fmt::format(" -d {}\n", single_quoted(flag.help, true));
    }
  const auto choices = choices_of(verb);
  if (!choices.empty()) text += fmt::format("{} -f -a {}\n", when, single_quoted(spaced(choices), true));
  return text;
}

constexpr std::string_view bash_start = R"(# bash completion for interplay, made by: interplay completion bash

# Words, also after a comma of a list.
_interplay_words() {
  local prefix=
  [[ $current == *,* ]] && prefix=${current%,*},
  mapfile -t COMPREPLY < <(compgen -P "$prefix" -W "$1" -- "${current##*,}")
}

_interplay_files() {
  compopt -o filenames 2> /dev/null
  mapfile -t COMPREPLY < <(compgen -f -- "$current")
}

_interplay() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
  # bash takes --flag=value apart.
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]]; then
    previous=${COMP_WORDS[COMP_CWORD-2]}
  fi
  COMPREPLY=()
)";

}  // namespace

std::string bash_completion() {
  std::vector<std::string> names;
  std::string branches;
  for (const Verb* verb : verbs()) {
    names.emplace_back(verb->name);
    branches += bash_verb(*verb);
  }
  return std::string(bash_start) +
         fmt::format(
             "  if (( COMP_CWORD == 1 )); then\n    _interplay_words \"{} help --help --version\"\n"
             "    return\n  fi\n  case ${{COMP_WORDS[1]}} in\n    help) _interplay_words \"{}\" ;;\n",
             spaced(names), spaced(names)) +
         branches + "  esac\n}\ncomplete -F _interplay interplay\n";
}

std::string zsh_completion() {
  std::string list, branches;
  for (const Verb* verb : verbs()) {
    list += fmt::format("      {}\n", single_quoted(fmt::format("{}:{}", verb->name, verb->summary)));
    branches += zsh_verb(*verb);
  }
  return "#compdef interplay\n# zsh completion for interplay, made by: interplay completion "
         "zsh\n\n_interplay() {\n"
         "  if (( CURRENT == 2 )); then\n    local -a verbs=(\n" +
         list +
         "    )\n    _describe verb verbs\n    return\n  fi\n  local verb=$words[2]\n  shift words\n  (( "
         "CURRENT-- ))\n"
         "  case $verb in\n" +
         branches +
         "  esac\n}\n\nif [[ $funcstack[1] == _interplay ]]; then\n  _interplay \"$@\"\nelse\n"
         "  compdef _interplay interplay\nfi\n";
}

std::string fish_completion() {
  std::string text = "# fish completion for interplay, made by: interplay completion fish\n";
  for (const Verb* verb : verbs()) text += fish_verb(*verb);
  return text;
}

}  // namespace interplay::cli
