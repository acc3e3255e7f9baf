// Help, from the same tables as the flags.
#include <algorithm>

#include <fmt/format.h>

#include "text.h"
#include "verb.h"

namespace interplay::cli {
namespace {

std::string left_side(const Flag& flag) {
  std::string text = flag.letter != 0 ? fmt::format("-{}, --{}", flag.letter, flag.name) : "--" + flag.name;
  if (flag.takes == Flag::Takes::yes_no && flag.initial == "true") text = "--[no-]" + flag.name;
  if (!flag.value.empty()) text += " " + flag.value;
  return text;
}

std::string right_side(const Flag& flag) {
  std::vector<std::string> facts;
  if (!flag.choices.empty()) facts.push_back(fmt::format("{}", fmt::join(flag.choices, " | ")));
  if (!flag.range.empty()) facts.push_back(flag.range);
  if (flag.takes == Flag::Takes::yes_no && flag.initial == "true") {
    facts.push_back("default on");
  } else if (!flag.initial.empty() && flag.initial != "false") {
    facts.push_back("default " + flag.initial);
  }
  return facts.empty() ? flag.help : fmt::format("{} [{}]", flag.help, fmt::join(facts, "; "));
}

std::string flag_lines(const Flag& flag, std::size_t width) {
  constexpr std::size_t indent = 26;
  std::string text = "  " + left_side(flag);
  bool first = columns_of(text) + 2 <= indent;
  if (!first) text += "\n";
  for (const std::string& line : wrapped(right_side(flag), width - indent)) {
    text += first ? padded("", indent - columns_of(text)) : std::string(indent, ' ');
    text += line + "\n";
    first = false;
  }
  return text;
}

}  // namespace

std::vector<Flag> most_used(std::vector<Flag> flags) {
  constexpr std::size_t few = 16;
  if (flags.size() <= few) {
    std::erase_if(flags, [](const Flag& flag) { return flag.name == "help-all"; });
    return flags;
  }
  const std::size_t all = flags.size();
  std::erase_if(flags, [](const Flag& flag) { return flag.brief.empty() && flag.name != "help-all"; });
  std::ranges::stable_partition(flags, [](const Flag& flag) { return flag.group != "Output"; });
  for (Flag& flag : flags) {
    flag.help = flag.name == "help-all" ? fmt::format("Show all {} options", all) : flag.brief;
    flag.range.clear();
    if (flag.initial == "0") flag.initial.clear();
    flag.choices.clear();
  }
  return flags;
}

std::string help_of(const Verb& verb, const std::vector<Flag>& flags, int width) {
  const auto columns = static_cast<std::size_t>(width);
  std::string text;
  for (const std::string& line : wrapped(verb.summary, columns)) text += line + "\n";
  text += fmt::format("\nUsage: interplay {}", verb.name);
  for (const Operand& operand : verb.operands) {
    const auto name = fmt::format("{}{}", operand.name, operand.repeated ? "..." : "");
    text += operand.optional ? " [" + name + "]" : " " + name;
  }
  text += " [options]\n\nExamples:\n";
  for (const std::string_view example : verb.examples) text += fmt::format("  {}\n", example);
  std::vector<std::string_view> groups;
  for (const Flag& flag : flags)
    if (std::find(groups.begin(), groups.end(), flag.group) == groups.end()) groups.push_back(flag.group);
  // Without lines between them the groups of a first look fit a screen.
  const bool brief = std::ranges::all_of(flags, [](const Flag& f) { return !f.brief.empty() || f.name == "help-all"; });
  if (brief) text += "\n";
  for (const std::string_view group : groups) {
    text += fmt::format("{}{}:\n", brief ? "" : "\n", group);
    for (const Flag& flag : flags)
      if (flag.group == group) text += flag_lines(flag, columns);
  }
  return text;
}

std::string help_of_program(int width) {
  std::string text =
      "Factorization models, from files of ratings or clicks to predictions.\n\n"
      "Usage: interplay VERB [options]\n\nVerbs:\n";
  std::string lines;
  for (const Verb* verb : verbs()) {
    bool first = true;
    for (const std::string& line : wrapped(verb->summary, static_cast<std::size_t>(width) - 14)) {
      lines += fmt::format("  {}{}\n", padded(first ? verb->name : "", 12), line);
      first = false;
    }
  }
  return text + lines +
         "\nStart with:\n"
         "  interplay train ratings.csv --test 0.2 --out model.safetensors\n"
         "  interplay VERB --help\n"
         "\nExit status: 0 done, 1 could not be done, 2 wrong usage, 130 interrupted.\n";
}

}  // namespace interplay::cli
