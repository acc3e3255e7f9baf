#include "read/guess/reading_guess.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "data/text/missing_marks.h"
#include "data/text/numbers.h"
#include "data/text/times.h"

namespace interplay {
namespace {

using Values = std::vector<std::optional<double>>;

Cells present(const Cells& cells) {
  Cells kept;
  for (const std::string_view cell : cells)
    if (!is_missing(cell) && !is_missing_mark(cell)) kept.push_back(cell);
  return kept;
}

std::size_t count(const Values& values) {
  return static_cast<std::size_t>(std::ranges::count_if(values, [](const auto& value) { return value.has_value(); }));
}

template <class Parse>
Values parsed(const Cells& cells, const Parse& parse) {
  Values values;
  values.reserve(cells.size());
  for (const std::string_view cell : cells) values.push_back(parse(cell));
  return values;
}

std::shared_ptr<const CellReading> shared(CellReading reading) {
  return std::make_shared<const CellReading>(std::move(reading));
}

void add_doubt(ReadingGuess& guess, const Cells& cells, const Values& one, const Values& two, CellReading other) {
  for (std::size_t i = 0; i < cells.size() && guess.doubtful.size() < 2; ++i)
    if (one[i] && two[i] && *one[i] != *two[i]) guess.doubtful.push_back(cells[i]);
  if (!guess.doubtful.empty()) guess.other = shared(std::move(other));
}

// The unit that all but a few cells have: zeros may lack it.
std::string common_unit(const Cells& cells) {
  std::map<std::string_view, std::size_t> cells_of;
  for (const std::string_view cell : cells)
    if (const std::string_view unit = unit_of(cell); !unit.empty()) ++cells_of[unit];
  for (const auto& [unit, with] : cells_of)
    if (10 * with >= 9 * cells.size()) return std::string(unit);
  return "";
}

std::optional<WordReading> words_of(const Cells& cells) {
  for (const auto& [yes, no] : truth_words()) {
    const WordReading reading{std::string(yes), std::string(no)};
    const auto reads = [&](std::string_view cell) { return reading.parse(cell) && !parse_number(cell); };
    if (2 * static_cast<std::size_t>(std::ranges::count_if(cells, reads)) > cells.size()) return reading;
  }
  return std::nullopt;
}

ReadingGuess guess_marks(const Cells& cells, std::string_view decimal, std::size_t plain) {
  const std::string unit = common_unit(cells);
  const NumberReading point{'.', unit}, comma{',', unit};
  const Values points = parsed(cells, [&](std::string_view cell) { return point.parse(cell); });
  const Values commas = parsed(cells, [&](std::string_view cell) { return comma.parse(cell); });
  const std::size_t by_point = count(points), by_comma = decimal == "point" ? 0 : count(commas);
  ReadingGuess guess{nullptr, cells.size(), plain, nullptr, {}};
  const bool prefers_comma = decimal == "comma" && by_comma >= plain;
  if (std::max(by_point, by_comma) <= plain && !prefers_comma) return guess;
  bool takes_comma = by_comma > by_point || (by_comma == by_point && decimal == "comma");
  const bool tie = by_comma == by_point && decimal == "auto";
  if (tie && !unit.empty() && unit != "%") {
    // Amounts of money have no three decimals, so the mark stands between thousands: the larger value.
    for (std::size_t i = 0; i < cells.size(); ++i)
      takes_comma = takes_comma || (commas[i] && points[i] && std::abs(*commas[i]) > std::abs(*points[i]));
  } else if (tie) {
    add_doubt(guess, cells, points, commas, comma);
  }
  guess.reading = shared(takes_comma ? comma : point);
  guess.read = takes_comma ? by_comma : by_point;
  return guess;
}

// The unit in which most numbers count that are large enough to tell.
const TimeUnit& common_time_unit(const Cells& cells) {
  constexpr double least = 1e8;  // seconds: the year 1973
  std::map<double, std::size_t> cells_of;
  for (const std::string_view cell : cells)
    if (const auto number = parse_number(cell); number && std::abs(*number) >= least)
      ++cells_of[unit_by_size(*number).per_second];
  const TimeUnit* common = &time_units().front();
  for (const TimeUnit& unit : time_units())
    if (cells_of[unit.per_second] > cells_of[common->per_second]) common = &unit;
  return *common;
}

// Formats of digits alone also match numbers, of which few are dates of our time. One in 20 may be no date: a slip.
bool fits_digits(std::string_view format, const Values& times) {
  constexpr double year_1900 = -2208988800, year_2100 = 4102444800;
  constexpr std::size_t fewest = 5;
  const auto odd = static_cast<std::size_t>(
      std::ranges::count_if(times, [](const auto& time) { return !time || *time < year_1900 || *time >= year_2100; }));
  const std::size_t slips = times.size() < fewest ? 0 : std::max<std::size_t>(1, times.size() / 20);
  return odd <= slips && format.find_first_not_of("%YmdHMS") == std::string_view::npos;
}

}  // namespace

std::size_t count_read(const Cells& cells, const CellReading* reading, bool time) {
  return count(parsed(present(cells), [&](std::string_view cell) {
    return reading != nullptr ? parse(*reading, cell) : time ? parse_time(cell) : parse_number(cell);
  }));
}

ReadingGuess guess_numbers(const Cells& all, std::string_view decimal, bool words) {
  const Cells cells = present(all);
  const std::size_t plain = count(parsed(cells, [](std::string_view cell) { return parse_number(cell); }));
  if (plain == cells.size() && decimal != "comma") return {nullptr, cells.size(), plain, nullptr, {}};
  ReadingGuess guess = guess_marks(cells, decimal, plain);
  if (const auto pair = words ? words_of(cells) : std::nullopt) {
    const std::size_t read = count(parsed(cells, [&](std::string_view cell) { return pair->parse(cell); }));
    if (read > guess.read) guess = {shared(*pair), cells.size(), read, nullptr, {}};
  }
  return guess;
}

ReadingGuess guess_times(const Cells& all) {
  const Cells cells = present(all);
  const TimeUnit& unit = common_time_unit(cells);
  ReadingGuess guess{nullptr, cells.size(), 0, nullptr, {}};
  if (unit.per_second > 1) guess.reading = shared(TimeReading{std::string(unit.name)});
  guess.read = count_read(cells, guess.reading.get(), true);
  if (cells.empty()) return guess;
  const bool numbers = guess.read == cells.size();
  Values best;
  std::string_view in_words;
  for (const DateFormat& date : date_formats()) {
    const Values times = parsed(cells, [&](std::string_view cell) { return parse_time(cell, date.format); });
    const std::size_t read = count(times);
    const bool digits = numbers && fits_digits(date.format, times);
    if (digits || read > guess.read) {
      guess = {shared(TimeReading{std::string(date.format)}), cells.size(), read, nullptr, {}};
      best = times;
      in_words = date.in_words;
      if (digits) return guess;
    } else if (read == guess.read && !in_words.empty() && !date.in_words.empty()) {
      add_doubt(guess, cells, best, times, TimeReading{std::string(date.format)});
    }
  }
  return guess;
}

}  // namespace interplay
