// What set_option, get_option and check_options do for any option struct. A file that defines a table
// includes this and instantiates the three for its struct.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "interplay/options.h"

namespace interplay {

// The parts that do not depend on the struct. All throw Error(usage), naming the option.
namespace option_value {

struct Range {
  double low, high;
};

bool parse_bool(std::string_view name, std::string_view text);
std::int64_t parse_integer(std::string_view name, std::string_view text, Range range);
double parse_number(std::string_view name, std::string_view text, Range range);
// The choice that `text` names, dashes and underscores being alike; `text` itself where there are no choices.
std::string parse_choice(std::string_view name, std::string_view text, std::span<const std::string_view> choices);
// Between commas; `\,` is a comma within a value and `\\` a backslash. Spaces around a value are dropped.
std::vector<std::string> parse_list(std::string_view name, std::string_view text);

std::string to_text(bool value);
std::string to_text(std::int64_t value);
std::string to_text(double value);  // the shortest text that reads back to the same value
std::string to_text(const std::string& value);
std::string to_text(const std::vector<std::string>& value);

// Underscores for dashes.
std::string canonical(std::string_view name);
[[noreturn]] void unknown(std::string_view name, std::span<const std::string_view> known);

}  // namespace option_value

template <class Struct>
const Option<Struct>& find_option(std::string_view name) {
  const std::string wanted = option_value::canonical(name);
  std::vector<std::string_view> known;
  for (const auto& option : options<Struct>()) {
    if (option.name == wanted || std::ranges::find(option.aliases, wanted) != option.aliases.end()) return option;
    known.push_back(option.name);
  }
  option_value::unknown(name, known);
}

template <class Struct>
void set_option(Struct& values, std::string_view name, std::string_view text) {
  const Option<Struct>& option = find_option<Struct>(name);
  const option_value::Range range{option.low, option.high};
  std::visit(
      [&](auto member) {
        using Value = std::remove_cvref_t<decltype(values.*member)>;
        if constexpr (std::is_same_v<Value, bool>) {
          values.*member = option_value::parse_bool(option.name, text);
        } else if constexpr (std::is_same_v<Value, std::int64_t>) {
          values.*member = option_value::parse_integer(option.name, text, range);
        } else if constexpr (std::is_same_v<Value, double>) {
          values.*member = option_value::parse_number(option.name, text, range);
        } else if constexpr (std::is_same_v<Value, std::string>) {
          values.*member = option_value::parse_choice(option.name, text, option.choices);
        } else {
          values.*member = option_value::parse_list(option.name, text);
        }
      },
      option.member);
}

template <class Struct>
std::string get_option(const Struct& values, std::string_view name) {
  return std::visit([&](auto member) { return option_value::to_text(values.*member); },
                    find_option<Struct>(name).member);
}

// Through the text: one definition of what is valid. A list element that is empty or starts with a space is
// found so.
template <class Struct>
void check_options(const Struct& values) {
  Struct copy = values;
  for (const auto& option : options<Struct>()) set_option(copy, option.name, get_option(values, option.name));
}

}  // namespace interplay
