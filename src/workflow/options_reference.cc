// docs/options.md: the option tables as a page for people.
#include <fmt/format.h>

#include <cmath>

#include "interplay/dataset.h"
#include "interplay/options.h"
#include "interplay/synthetic.h"
#include "interplay/tune.h"
#include "read/guess/column_names.h"

namespace interplay {
namespace {

template <class Struct>
std::string type_of(const Option<Struct>& option) {
  static constexpr const char* names[] = {"yes or no", "whole number", "number", "text", "list"};
  return names[option.member.index()];
}

template <class Struct>
std::string values_of(const Option<Struct>& option) {
  if (!option.choices.empty()) return fmt::format("`{}`", fmt::join(option.choices, "`, `"));
  const bool low = std::isfinite(option.low), high = std::isfinite(option.high);
  if (low && high) return fmt::format("{}, {} to {}", type_of(option), option.low, option.high);
  if (low) return fmt::format("{}, at least {}", type_of(option), option.low);
  return type_of(option);
}

std::string cell(std::string text) {
  for (std::size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2)) text.insert(at, "\\");
  return text;
}

template <class Struct>
std::string section(const char* title, const char* introduction) {
  std::string text = fmt::format("\n## {}\n\n{}\n", title, introduction);
  std::string_view group;
  for (const Option<Struct>& option : options<Struct>()) {
    if (option.group != group) {
      group = option.group;
      text += fmt::format("\n### {}\n\n| option | values | default | meaning |\n|---|---|---|---|\n", group);
    }
    const std::string initial = get_option(Struct{}, option.name);
    text += fmt::format("| `{}` | {} | {} | {}{} |\n", option.name, cell(values_of(option)),
                        initial.empty() ? "" : fmt::format("`{}`", initial), cell(std::string(option.help)),
                        option.recorded ? "" : " (not in the model file)");
  }
  return text;
}

// The usual names of columns, one line for each role and strength.
std::string names_section() {
  static constexpr const char* strengths[] = {"plain", "usual", "beside users and items"};
  std::string text =
      "\n## Usual names of columns\n\n"
      "Columns with these names have their roles without a flag. Upper case, blanks, `_`, `-` and `.` do not count, "
      "nor "
      "a type\nafter a colon (`user_id:token`), nor `id`, `no`, `code` and the like after a name of users or items "
      "(`placeID`). Of several\nnames of one role the earlier is taken. Names of the last kind count only where users "
      "and items are found besides, as do\nother names that end in the word rating, score or stars; every guess is "
      "noted, and a flag such as `--target` overrules it.\n\n| role | kind | names |\n|---|---|---|\n";
  for (const UsualNames& line : usual_names()) {
    std::string names(line.names);
    for (std::size_t at = names.find(' '); at != std::string::npos; at = names.find(' ', at + 2))
      names.replace(at, 1, ", ");
    text +=
        fmt::format("| {} | {} | {} |\n", name(line.role), strengths[static_cast<std::size_t>(line.strength)], names);
  }
  return text;
}

}  // namespace

std::string options_reference() {
  std::string text =
      "# Options\n\n"
      "Every option of the library. The command line spells `learning_rate` as `--learning-rate`, recipe "
      "files "
      "as\nit stands here; lists are separated by commas (`\\,` is a comma within a value). This page "
      "is made "
      "from the tables\nthat the program itself reads.\n";
  text += section<DataOptions>("Data", "How files are read. What is empty is inferred.");
  text += section<SplitOptions>("Split", "Which rows train, which watch training, and which test.");
  text += section<TrainOptions>(
      "Training",
      "What is trained and how. Models have defaults of their own for some of these: `interplay train "
      "--model NAME --help`\nshows them.");
  text += section<TuneOptions>("Search", "How `interplay tune` looks for options of training.");
  text += section<SyntheticOptions>("Synthetic data", "What `interplay synth` makes.");
  text += names_section();
  return text;
}

}  // namespace interplay
