#include "data/text/reading.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "data/shown.h"
#include "data/text/cells.h"
#include "data/text/numbers.h"
#include "data/text/times.h"

namespace interplay {
namespace {

constexpr std::string_view no_break = "\xC2\xA0", narrow_no_break = "\xE2\x80\xAF", thin = "\xE2\x80\x89";
constexpr std::string_view minus = "\xE2\x88\x92", curly = "\xE2\x80\x99";

// Signs and codes of currencies, longer ones before those that they contain; and %.
constexpr std::array<std::string_view, 46> units = {"US$",
                                                    "CA$",
                                                    "AU$",
                                                    "NZ$",
                                                    "HK$",
                                                    "R$",
                                                    "C$",
                                                    "A$",
                                                    "$",
                                                    "\xE2\x82\xAC",
                                                    "\xC2\xA3",
                                                    "\xC2\xA5",
                                                    "\xE2\x82\xB9",
                                                    "\xE2\x82\xBD",
                                                    "\xE2\x82\xA9",
                                                    "\xE2\x82\xAA",
                                                    "\xE2\x82\xBA",
                                                    "\xE2\x82\xAB",
                                                    "\xE2\x82\xB4",
                                                    "\xE0\xB8\xBF",
                                                    "\xE2\x82\xA6",
                                                    "\xC2\xA2",
                                                    "EUR",
                                                    "USD",
                                                    "GBP",
                                                    "JPY",
                                                    "CHF",
                                                    "CNY",
                                                    "INR",
                                                    "BRL",
                                                    "RUB",
                                                    "KRW",
                                                    "CAD",
                                                    "AUD",
                                                    "SEK",
                                                    "NOK",
                                                    "DKK",
                                                    "PLN",
                                                    "CZK",
                                                    "HUF",
                                                    "TRY",
                                                    "MXN",
                                                    "kr",
                                                    "z\xC5\x82",
                                                    "Rs.",
                                                    "%"};

bool same_word(std::string_view one, std::string_view other) {
  if (one.size() != other.size()) return false;
  for (std::size_t i = 0; i < one.size(); ++i)
    if (std::tolower(static_cast<unsigned char>(one[i])) != std::tolower(static_cast<unsigned char>(other[i])))
      return false;
  return true;
}

// Without blanks at its ends, those included that do not break a line.
std::string_view bare(std::string_view text) {
  while (true) {
    const std::size_t before = text.size();
    text = trimmed(text);
    for (const std::string_view blank : {no_break, narrow_no_break, thin}) {
      if (text.starts_with(blank)) text.remove_prefix(blank.size());
      if (text.ends_with(blank)) text.remove_suffix(blank.size());
    }
    if (text.size() == before) return text;
  }
}

bool take_sign(std::string_view& text) {
  for (const std::string_view sign : {std::string_view("-"), minus})
    if (text.starts_with(sign)) {
      text.remove_prefix(sign.size());
      text = bare(text);
      return true;
    }
  return false;
}

// Takes the mark of a group away: the mark that is no decimal one, a blank or an apostrophe. Empty if there is none.
std::string_view group_mark(std::string_view text, char decimal) {
  for (const std::string_view mark : {std::string_view(decimal == '.' ? "," : "."), std::string_view(" "), no_break,
                                      narrow_no_break, thin, std::string_view("'"), curly})
    if (text.starts_with(mark)) return text.substr(0, mark.size());
  return {};
}

// Digits in groups, and a fraction, as parse_number takes them; empty if they are not so.
std::string plain_digits(std::string_view text, char decimal) {
  std::string plain;
  std::string_view mark;
  std::size_t group = 0;  // digits of the current one
  const std::string_view whole = text.substr(0, text.find(decimal));
  for (std::size_t i = 0; i < whole.size();) {
    if (is_digit(whole[i])) {
      plain += whole[i++];
      ++group;
      continue;
    }
    const std::string_view found = group_mark(whole.substr(i), decimal);
    const bool first = mark.empty();
    if (found.empty() || (!first && found != mark) || group == 0 || group > 3 || (!first && group == 1)) return "";
    if (first && plain[0] == '0') return "";
    mark = found;
    i += found.size();
    group = 0;
  }
  // Inner groups of two digits are Indian: 12,34,567.
  if (!mark.empty() && group != 3) return "";
  if (text.size() == whole.size()) return plain;
  const std::string_view fraction = text.substr(whole.size() + 1);
  for (std::size_t i = 0; i < fraction.size(); ++i) {
    const bool exponent = (fraction[i] == 'e' || fraction[i] == 'E') && mark.empty() && i + 1 < fraction.size();
    if (exponent) break;  // parse_number judges the rest
    if (!is_digit(fraction[i])) return "";
  }
  return plain + "." + std::string(fraction);
}

std::string first_word(std::string_view& text) {
  const std::size_t end = std::min(text.find(' '), text.size());
  std::string word(text.substr(0, end));
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

const TimeUnit* unit_named(std::string_view name) {
  for (const TimeUnit& unit : time_units())
    if (unit.name == name) return &unit;
  return nullptr;
}

}  // namespace

std::string_view unit_of(std::string_view cell) {
  cell = bare(cell);
  if (cell.starts_with('(') && cell.ends_with(')')) cell = cell.substr(1, cell.size() - 2);
  take_sign(cell);
  for (const std::string_view unit : units)
    if (cell.size() > unit.size() && (cell.starts_with(unit) || cell.ends_with(unit))) return unit;
  return {};
}

std::optional<double> NumberReading::parse(std::string_view cell) const {
  if (decimal == '.' || cell.find('.') == std::string_view::npos)
    if (const auto plain = parse_number(cell)) return plain;
  cell = bare(cell);
  // Bookkeepers write losses in brackets.
  const bool brackets = unit != "%" && cell.starts_with('(') && cell.ends_with(')');
  if (brackets) cell = bare(cell.substr(1, cell.size() - 2));
  bool negative = take_sign(cell);
  if (!negative && cell.starts_with('+')) cell.remove_prefix(1);
  if (!unit.empty()) {
    if (cell.starts_with(unit))
      cell.remove_prefix(unit.size());
    else if (cell.ends_with(unit))
      cell.remove_suffix(unit.size());
    cell = bare(cell);
    if (!negative) negative = take_sign(cell);
  }
  if (cell.empty() || !(is_digit(cell[0]) || cell[0] == decimal)) return std::nullopt;
  const std::string plain = plain_digits(cell, decimal);
  const auto value = parse_number(plain);
  if (!value) return std::nullopt;
  return negative != brackets ? -*value : *value;
}

std::optional<double> WordReading::parse(std::string_view cell) const {
  if (same_word(cell, yes) || cell == "1") return 1;
  if (same_word(cell, no) || cell == "0") return 0;
  const auto number = parse_number(cell);
  return number && (*number == 0 || *number == 1) ? number : std::nullopt;
}

std::optional<double> TimeReading::parse(std::string_view cell) const {
  if (const TimeUnit* unit = unit_named(format)) {
    const auto number = parse_number(cell);
    if (!number) return std::nullopt;
    const double seconds = *number / unit->per_second;
    constexpr double earliest = 1e5, year_1973 = 1e8;
    const bool coarser = unit->per_second > 1 && std::abs(seconds) >= earliest && std::abs(seconds) < year_1973;
    if (by_size && (coarser || unit_by_size(*number).per_second > unit->per_second)) return std::nullopt;
    return seconds;
  }
  return parse_time(cell, format);
}

std::optional<double> parse(const CellReading& reading, std::string_view cell) {
  return std::visit([&](const auto& each) { return each.parse(cell); }, reading);
}

std::string expected(const CellReading& reading) {
  if (const auto* number = std::get_if<NumberReading>(&reading)) {
    std::string text = number->decimal == ',' ? "a number with a decimal comma, such as 1.234,5"
                                              : "a number with a decimal point, such as 1,234.5";
    return number->unit.empty() ? text : text + " " + number->unit;
  }
  if (const auto* words = std::get_if<WordReading>(&reading)) return words->yes + " or " + words->no;
  const std::string& format = std::get<TimeReading>(reading).format;
  const TimeUnit* unit = unit_named(format);
  return unit != nullptr ? std::string(unit->in_words) + " since 1970" : "a time written as " + format;
}

std::string reading_note(const CellReading& reading, std::string_view example) {
  const std::string such = example.empty() ? "" : ", such as " + shown(example);
  if (const auto* words = std::get_if<WordReading>(&reading))
    return " is read as 1 for " + words->yes + " and 0 for " + words->no;
  if (const auto* number = std::get_if<NumberReading>(&reading)) {
    const std::string mark = number->decimal == ',' ? "comma" : "point";
    const std::string unit = number->unit.empty() ? "" : number->unit == "%" ? " in percent" : " in " + number->unit;
    return " is read as numbers" + unit + " with a decimal " + mark + such;
  }
  const std::string& format = std::get<TimeReading>(reading).format;
  for (const TimeUnit& unit : time_units())
    if (unit.name == format) return " is read as " + std::string(unit.in_words) + " since 1970" + such;
  std::string words;
  for (const DateFormat& date : date_formats())
    if (date.format == format && !date.in_words.empty()) words = ", " + std::string(date.in_words);
  return " is read as times written as " + format + words + such;
}

std::string name(const CellReading& reading) {
  if (const auto* number = std::get_if<NumberReading>(&reading))
    return std::string("decimal ") + number->decimal + (number->unit.empty() ? "" : " unit " + number->unit);
  if (const auto* words = std::get_if<WordReading>(&reading)) return "words " + words->yes + " " + words->no;
  return "time " + std::get<TimeReading>(reading).format;
}

CellReading reading_named(std::string_view text) {
  const std::string whole(text);
  const std::string kind = first_word(text);
  if (kind == "time" && (unit_named(text) != nullptr || (!text.empty() && fault_of_time_format(text).empty())))
    return TimeReading{std::string(text)};
  if (kind == "words") {
    const std::string yes = first_word(text), no = first_word(text);
    if (!yes.empty() && !no.empty() && text.empty()) return WordReading{yes, no};
  }
  if (kind == "decimal") {
    const std::string mark = first_word(text);
    const std::string word = first_word(text);
    if ((mark == "." || mark == ",") && word == (text.empty() ? "" : "unit"))
      return NumberReading{mark[0], std::string(text)};
  }
  throw std::invalid_argument("'" + whole + "' is no reading of a column");
}

std::shared_ptr<const CellReading> field_reading(const std::string& name) {
  return name.empty() ? nullptr : std::make_shared<const CellReading>(reading_named(name));
}

std::optional<double> parse_number_as(const std::string& reading, std::string_view cell) {
  if (!reading.empty())
    if (const auto value = parse(reading_named(reading), cell)) return value;
  return parse_number(cell);
}

std::optional<double> parse_time_as(const std::string& reading, std::string_view cell) {
  if (!reading.empty())
    if (const auto value = parse(reading_named(reading), cell)) return value;
  return parse_time(cell);
}

std::span<const std::array<std::string_view, 2>> truth_words() {
  static constexpr std::array<std::array<std::string_view, 2>, 9> pairs = {{{"true", "false"},
                                                                            {"yes", "no"},
                                                                            {"t", "f"},
                                                                            {"y", "n"},
                                                                            {"on", "off"},
                                                                            {"ja", "nein"},
                                                                            {"oui", "non"},
                                                                            {"si", "no"},
                                                                            {"wahr", "falsch"}}};
  return pairs;
}

}  // namespace interplay
