#include "base/options/table.h"

#include <fast_float/fast_float.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "interplay/error.h"
#include "interplay/synonyms.h"
#include "interplay/value_list.h"

namespace interplay {
namespace {

// Edits that turn one word into the other: insert, delete, replace, or swap two neighbours.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, replace});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
      }
    }
  }
  return cost[a.size()][b.size()];
}

std::string_view trimmed(std::string_view text) {
  const auto space = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && space(text.front())) text.remove_prefix(1);
  while (!text.empty() && space(text.back())) text.remove_suffix(1);
  return text;
}

// Underscores for dashes, and small letters.
std::string folded(std::string_view name) {
  std::string text = option_value::canonical(name);
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
  const std::string meant = nearest(word, candidates);
  return meant.empty() ? "" : fmt::format("did you mean '{}'?", meant);
}

std::string range_text(option_value::Range range) {
  const bool low = std::isfinite(range.low), high = std::isfinite(range.high);
  if (low && high) return fmt::format(" from {} to {}", range.low, range.high);
  if (low) return fmt::format(", at least {}", range.low);
  if (high) return fmt::format(", at most {}", range.high);
  return "";
}

[[noreturn]] void wrong(std::string_view name, std::string_view text, const std::string& expected,
                        std::string remedy = "") {
  throw Error(Code::usage, fmt::format("option '{}' is '{}', expected {}", name, text, expected), std::move(remedy));
}

}  // namespace

std::string nearest(std::string_view word, std::span<const std::string_view> candidates) {
  const std::string wanted = folded(word);
  // Farther than this is another word, not a slip of the fingers.
  std::size_t least = std::max<std::size_t>(2, wanted.size() / 3) + 1;
  std::string_view best;
  // The beginning of one candidate alone is that one cut short.
  if (wanted.size() > 1 && std::ranges::count_if(candidates, [&](std::string_view candidate) {
                             return folded(candidate).starts_with(wanted);
                           }) == 1)
    return std::string(*std::ranges::find_if(
        candidates, [&](std::string_view candidate) { return folded(candidate).starts_with(wanted); }));
  for (const std::string_view candidate : candidates) {
    const std::size_t distance = edit_distance(wanted, folded(candidate));
    if (distance < least && distance < candidate.size()) {
      least = distance;
      best = candidate;
    }
  }
  return std::string(best);
}

namespace option_value {

std::string canonical(std::string_view name) {
  std::string text(name);
  std::replace(text.begin(), text.end(), '-', '_');
  return text;
}

void unknown(std::string_view name, std::span<const std::string_view> known) {
  const std::string meant = meant_option(name, known);
  throw Error(Code::usage, fmt::format("unknown option '{}'", name),
              meant.empty() ? "" : fmt::format("did you mean '{}'?", meant));
}

bool parse_bool(std::string_view name, std::string_view text) {
  for (const std::string_view yes : {"true", "yes", "on", "1"}) {
    if (text == yes) return true;
  }
  for (const std::string_view no : {"false", "no", "off", "0"}) {
    if (text == no) return false;
  }
  wrong(name, text, "true or false");
}

std::int64_t parse_integer(std::string_view name, std::string_view text, Range range) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || static_cast<double>(value) < range.low || static_cast<double>(value) > range.high) {
    wrong(name, text, "a whole number" + range_text(range));
  }
  return value;
}

double parse_number(std::string_view name, std::string_view text, Range range) {
  double value = 0;
  const auto [end, error] = fast_float::from_chars(text.data(), text.data() + text.size(), value);
  const bool number = error == std::errc();
  const std::string_view rest = number ? std::string_view(end, text.data() + text.size()) : text;
  if (!number || !rest.empty() || !std::isfinite(value) || value < range.low || value > range.high) {
    // A percentage where a share is wanted.
    const double share = value / 100;
    const bool percent = number && (rest.empty() || rest == "%") && range.low == 0 && range.high <= 1 && value >= 1 &&
                         share <= range.high;
    wrong(name, text, "a number" + range_text(range),
          percent ? fmt::format("did you mean {}? {} is {} per cent", share, share, value) : "");
  }
  return value;
}

std::string parse_choice(std::string_view name, std::string_view text, std::span<const std::string_view> choices) {
  // Beside these encodings there are those that iconv knows.
  static constexpr std::string_view encodings[] = {"auto", "utf-8", "windows-1252", "latin-1"};
  const bool open = choices.empty();
  if (open && name == "encoding") choices = encodings;
  const std::string wanted = canonical(text);
  for (const std::string_view choice : choices) {
    if (canonical(choice) == wanted) return std::string(choice);
  }
  if (open) return std::string(text);
  wrong(name, text, fmt::format("one of {}", fmt::join(choices, ", ")), did_you_mean(text, choices));
}

// A comma after the colon of "genres:" is the separator of its values, and no end of the list's value.
std::string with_escaped_separators(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const bool names_one = result.ends_with(':') && result.size() > 1 && result[result.size() - 2] != ',';
    if (c == ',' && names_one) result += '\\';
    result += c;
  }
  return result;
}

std::vector<std::string> parse_list(std::string_view name, std::string_view text) {
  std::vector<std::string> values;
  if (trimmed(text).empty()) return values;
  const bool has_separators = name == "multi";
  for (const std::string& value : split_list(has_separators ? with_escaped_separators(text) : std::string(text))) {
    std::string_view kept = trimmed(value);
    if (kept.empty()) wrong(name, text, "values between commas", "leave out the empty value");
    // Blanks of a separator count.
    if (has_separators && value.find(':') != std::string::npos)
      kept = std::string_view(value).substr(value.find(kept.front()));
    values.emplace_back(kept);
  }
  return values;
}

std::string to_text(bool value) { return value ? "true" : "false"; }
std::string to_text(std::int64_t value) { return fmt::format("{}", value); }
std::string to_text(double value) { return fmt::format("{}", value); }
std::string to_text(const std::string& value) { return value; }

std::string to_text(const std::vector<std::string>& value) { return join_list(value); }

}  // namespace option_value
}  // namespace interplay
