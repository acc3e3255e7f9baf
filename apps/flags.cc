#include "flags.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <type_traits>

#include <fmt/format.h>

#include "interplay/error.h"
#include "interplay/serve.h"
#include "interplay/synthetic.h"
#include "interplay/tune.h"
#include "interplay/value_list.h"

namespace interplay::cli {
namespace {

std::string limit(double value) { return fmt::format("{}", value); }

template <class Struct>
std::string range_in_words(const Option<Struct>& option) {
  const bool low = std::isfinite(option.low);
  const bool high = std::isfinite(option.high) && option.high < 1e15;  // larger: means no limit
  if (low && high) return fmt::format("{} to {}", limit(option.low), limit(option.high));
  if (low) return fmt::format("at least {}", limit(option.low));
  if (high) return fmt::format("at most {}", limit(option.high));
  return "";
}

// What the value looks like and how it is given, from the type of the member.
template <class Struct>
void describe_member(const Option<Struct>& option, Flag& flag) {
  std::visit(
      [&](auto member) {
        using Value = std::remove_cvref_t<decltype(std::declval<Struct>().*member)>;
        if constexpr (std::is_same_v<Value, bool>) {
          flag.takes = Flag::Takes::yes_no;
        } else if constexpr (std::is_same_v<Value, std::int64_t>) {
          flag.value = "N";
        } else if constexpr (std::is_same_v<Value, double>) {
          flag.value = "X";
        } else if constexpr (std::is_same_v<Value, std::string>) {
          flag.value = option.choices.empty() ? "TEXT" : "NAME";
        } else {
          flag.takes = Flag::Takes::list;
          flag.value = "A,B";
        }
      },
      option.member);
}

}  // namespace

bool names_a_file(std::string_view option) {
  static constexpr std::string_view names[] = {"test_file", "valid_file", "join", "checkpoint",
                                               "key_file",  "events",     "seen", "access_log"};
  return std::find(std::begin(names), std::end(names), option) != std::end(names);
}

std::string with_dashes(std::string_view name) {
  std::string text(name);
  std::replace(text.begin(), text.end(), '_', '-');
  return text;
}

std::string with_underscores(std::string_view name) {
  std::string text(name);
  std::replace(text.begin(), text.end(), '-', '_');
  return text;
}

bool Arguments::has(std::string_view flag) const { return value(flag).has_value(); }

std::optional<std::string> Arguments::value(std::string_view flag) const {
  for (const auto& [name, text] : flags)
    if (name == flag) return text;
  return std::nullopt;
}

std::optional<double> Arguments::number(std::string_view flag) const {
  const auto text = value(flag);
  if (!text) return std::nullopt;
  double result = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), result);
  if (error != std::errc() || end != text->data() + text->size())
    throw Error(Code::usage, fmt::format("--{} is '{}', expected a number", flag, *text));
  return result;
}

std::int64_t Arguments::integer(std::string_view flag, std::int64_t initial, std::int64_t low) const {
  const auto text = value(flag);
  if (!text) return initial;
  std::int64_t number = 0;
  const char* end = text->data() + text->size();
  const auto [stop, failure] = std::from_chars(text->data(), end, number);
  if (failure != std::errc() || stop != end || number < low)
    throw Error(Code::usage, fmt::format("--{} is '{}', expected an integer of at least {}", flag, *text, low));
  return number;
}

std::vector<std::string> Arguments::list(std::string_view flag) const {
  std::vector<std::string> values = split_list(value(flag).value_or(""));
  std::erase(values, "");
  return values;
}

template <class Struct>
std::string flag_name(const Option<Struct>& option) {
  if constexpr (std::is_same_v<Struct, TrainOptions>)
    if (has_option<DataOptions>(option.name) || has_option<SplitOptions>(option.name))
      return "model-" + with_dashes(option.name);
  return with_dashes(option.name);
}

template <class Struct>
std::vector<Flag> flags_of(const Struct& defaults, std::span<const std::string_view> only) {
  std::vector<Flag> flags;
  for (const auto& option : options<Struct>()) {
    if (!only.empty() && std::find(only.begin(), only.end(), option.name) == only.end()) continue;
    Flag flag;
    flag.name = flag_name(option);
    flag.group = option.group;
    flag.help = option.help;
    flag.brief = option.brief;
    flag.initial = get_option(defaults, option.name);
    flag.range = range_in_words(option);
    flag.choices.assign(option.choices.begin(), option.choices.end());
    for (const std::string_view alias : option.aliases) flag.aliases.push_back(with_dashes(alias));
    describe_member(option, flag);
    if (names_a_file(option.name)) {
      flag.completes = Flag::Completes::file;
      flag.value = "FILE";
    }
    if (option.name == "memory_limit") flag.value = "SIZE";
    if (option.name == "model") {
      flag.completes = Flag::Completes::model;
      flag.value = "NAME";
    }
    flags.push_back(std::move(flag));
  }
  return flags;
}

std::vector<Flag> reading_flags() {
  static constexpr std::string_view roles[] = {"user", "item", "target", "weight", "time", "group"};
  std::vector<Flag> flags = flags_of(DataOptions{});
  std::erase_if(flags, [](const Flag& flag) {
    return flag.group != "Files" && flag.name != "join" && std::ranges::find(roles, flag.name) == std::end(roles);
  });
  return flags;
}

template <class Struct>
void apply(const Arguments& arguments, Struct& values) {
  for (const auto& option : options<Struct>())
    if (const auto text = arguments.value(flag_name(option))) set_option(values, option.name, *text);
}

template std::string flag_name(const Option<DataOptions>&);
template std::string flag_name(const Option<SplitOptions>&);
template std::string flag_name(const Option<TrainOptions>&);
template std::string flag_name(const Option<SyntheticOptions>&);
template std::string flag_name(const Option<TuneOptions>&);
template std::string flag_name(const Option<ServeOptions>&);
template std::vector<Flag> flags_of(const DataOptions&, std::span<const std::string_view>);
template std::vector<Flag> flags_of(const SplitOptions&, std::span<const std::string_view>);
template std::vector<Flag> flags_of(const TrainOptions&, std::span<const std::string_view>);
template std::vector<Flag> flags_of(const SyntheticOptions&, std::span<const std::string_view>);
template std::vector<Flag> flags_of(const TuneOptions&, std::span<const std::string_view>);
template std::vector<Flag> flags_of(const ServeOptions&, std::span<const std::string_view>);
template void apply(const Arguments&, DataOptions&);
template void apply(const Arguments&, SplitOptions&);
template void apply(const Arguments&, TrainOptions&);
template void apply(const Arguments&, SyntheticOptions&);
template void apply(const Arguments&, TuneOptions&);
template void apply(const Arguments&, ServeOptions&);

}  // namespace interplay::cli
