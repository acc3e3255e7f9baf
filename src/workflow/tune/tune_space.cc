#include "workflow/tune/tune_space.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/options/table.h"
#include "base/random.h"
#include "interplay/error.h"
#include "interplay/synonyms.h"

namespace interplay {
namespace {

constexpr option_value::Range any_number{-std::numeric_limits<double>::infinity(),
                                         std::numeric_limits<double>::infinity()};

[[noreturn]] void wrong(std::string_view piece, const std::string& reason) {
  throw Error(Code::usage, fmt::format("the search holds '{}': {}", piece, reason),
              "write NAME=LOW..HIGH, NAME=LOW..HIGH:log or NAME=A|B|C");
}

// The pieces between commas. One without '=' belongs to the value before it, which is a list.
std::vector<std::string> pieces_of(std::string_view text) {
  std::vector<std::string> pieces;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    const std::string_view piece = text.substr(0, end);
    if (piece.find('=') == std::string_view::npos && !pieces.empty()) {
      pieces.back() += "," + std::string(piece);
    } else if (!piece.empty()) {
      pieces.emplace_back(piece);
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return pieces;
}

// The text of one option's value in its usual form. Throws Error(usage) where the option cannot have it.
std::string checked_value(const std::string& name, std::string_view text) {
  TrainOptions values;
  set_option(values, name, text);
  return get_option(values, name);
}

// Options that are no part of the model or its training, or that the search itself gives.
bool searchable(std::string_view name) {
  static constexpr std::string_view never[] = {"model",  "threads", "checkpoint", "checkpoint_every",
                                               "resume", "hogwild"};
  return std::find(std::begin(never), std::end(never), name) == std::end(never);
}

Dimension range(std::string_view piece, const Option<TrainOptions>& option, std::string_view text) {
  Dimension dimension;
  dimension.name = option.name;
  if (text.ends_with(":log")) {
    dimension.logarithmic = true;
    text.remove_suffix(4);
  }
  const bool number = std::holds_alternative<double TrainOptions::*>(option.member);
  dimension.whole = std::holds_alternative<std::int64_t TrainOptions::*>(option.member);
  if (!number && !dimension.whole) wrong(piece, fmt::format("{} is no number, so it has no range", option.name));
  const std::size_t dots = text.find("..");
  const std::string low = checked_value(dimension.name, text.substr(0, dots));
  const std::string high = checked_value(dimension.name, text.substr(dots + 2));
  dimension.low = option_value::parse_number(option.name, low, any_number);
  dimension.high = option_value::parse_number(option.name, high, any_number);
  if (dimension.low > dimension.high) wrong(piece, "the range is empty");
  if (dimension.logarithmic && dimension.low <= 0) wrong(piece, "a logarithmic range starts above 0");
  return dimension;
}

Dimension choices(std::string_view piece, const Option<TrainOptions>& option, std::string_view text) {
  Dimension dimension;
  dimension.name = option.name;
  std::string rest(text);
  for (std::size_t end = 0; end != std::string::npos;) {
    end = rest.find('|');
    const std::string choice = rest.substr(0, end);
    if (choice.empty()) wrong(piece, "a choice is empty");
    dimension.choices.push_back(checked_value(dimension.name, choice));
    rest = end == std::string::npos ? "" : rest.substr(end + 1);
  }
  return dimension;
}

// Names that are like that of an option are left to find_option, which names it.
void check_name(std::string_view piece, std::string_view name) {
  const std::string wanted = option_value::canonical(name);
  std::vector<std::string_view> known;
  for (const auto& option : options<TrainOptions>()) {
    if (option.name == wanted || std::ranges::find(option.aliases, wanted) != option.aliases.end()) return;
    known.push_back(option.name);
  }
  if (!meant_option(name, known).empty()) return;
  throw Error(
      Code::usage, fmt::format("the search holds '{}': there is no option '{}'", piece, name),
      "name an option of the model or its training, such as rank, epochs, learning_rate or l2; interplay options "
      "lists them all");
}

Dimension dimension_of(const std::string& piece) {
  const std::size_t equals = piece.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == piece.size()) wrong(piece, "it is no NAME=VALUES");
  const std::string name = piece.substr(0, equals);
  check_name(piece, name);
  const auto& option = find_option<TrainOptions>(name);
  if (!searchable(option.name)) wrong(piece, fmt::format("{} cannot be searched", option.name));
  const std::string_view values = std::string_view(piece).substr(equals + 1);
  return values.find("..") != std::string_view::npos ? range(piece, option, values) : choices(piece, option, values);
}

std::string drawn(const Dimension& dimension, RandomStream& random) {
  if (!dimension.choices.empty())
    return dimension.choices[random.below(static_cast<std::uint32_t>(dimension.choices.size()))];
  const double u = random.uniform_double();
  // Whole numbers own the interval around them, so that both ends are as likely as the rest.
  const double margin = dimension.whole ? 0.5 : 0;
  const double low = dimension.low - margin, high = dimension.high + margin;
  const double value =
      dimension.logarithmic ? std::exp(std::log(low) + u * (std::log(high) - std::log(low))) : low + u * (high - low);
  if (dimension.whole)  // + 0: not "-0"
    return fmt::format("{:.0f}", std::clamp(std::round(value), dimension.low, dimension.high) + 0.0);
  const double rounded = option_value::parse_number(dimension.name, fmt::format("{:.3e}", value), any_number);
  return fmt::format("{}", std::clamp(rounded, dimension.low, dimension.high));
}

std::string range_text(const Dimension& dimension) {
  return fmt::format("{}..{}{}", dimension.low, dimension.high, dimension.logarithmic ? ":log" : "");
}

}  // namespace

SearchSpace::SearchSpace(std::string_view text) {
  for (const std::string& piece : pieces_of(text)) {
    Dimension dimension = dimension_of(piece);
    if (has(dimension.name)) wrong(piece, fmt::format("{} is named twice", dimension.name));
    dimensions_.push_back(std::move(dimension));
  }
  if (dimensions_.empty()) wrong(text, "it names no option");
}

OptionValues SearchSpace::draw(std::uint64_t seed, std::int64_t trial) const {
  OptionValues values;
  for (std::size_t d = 0; d < dimensions_.size(); ++d) {
    RandomStream random(seed, Purpose::search, static_cast<std::uint64_t>(trial), d);
    values.emplace_back(dimensions_[d].name, drawn(dimensions_[d], random));
  }
  return values;
}

bool SearchSpace::has(std::string_view option) const {
  return std::any_of(dimensions_.begin(), dimensions_.end(), [&](const Dimension& d) { return d.name == option; });
}

std::string SearchSpace::text() const {
  std::string text;
  for (const Dimension& d : dimensions_)
    text += fmt::format("{}{}={}", text.empty() ? "" : ",", d.name,
                        d.choices.empty() ? range_text(d) : fmt::format("{}", fmt::join(d.choices, "|")));
  return text;
}

}  // namespace interplay
