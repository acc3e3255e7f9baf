// How the cells of a column write numbers or times. A reading is chosen once for a column; the plain ones, parse_number
// and parse_time, have no object.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace interplay {

// A number with a decimal mark and groups of three digits between the other mark, blanks or apostrophes, and with a
// currency sign or % at one end. The value of a percentage is the number before the sign.
struct NumberReading {
  char decimal = '.';  // '.' or ','
  std::string unit;    // "$", "EUR", "%"; cells may lack it

  std::optional<double> parse(std::string_view cell) const;
};

// Two words for 1 and 0, whatever the case of their letters, or these numbers themselves.
struct WordReading {
  std::string yes, no;

  std::optional<double> parse(std::string_view cell) const;
};

// Times as parse_time takes them with a format, or numbers in a unit: "ms", "us", "ns". "s" is the plain reading.
struct TimeReading {
  std::string format;
  bool by_size = true;  // refuse a number whose size says that it is in another unit

  std::optional<double> parse(std::string_view cell) const;
};

using CellReading = std::variant<NumberReading, WordReading, TimeReading>;

std::optional<double> parse(const CellReading& reading, std::string_view cell);
// What a cell should be: "a number with a decimal comma, such as 1.234,5".
std::string expected(const CellReading& reading);

// In words, for a note about a column: " is read as numbers with a decimal comma, such as '3,5'".
std::string reading_note(const CellReading& reading, std::string_view example);

// As model files write it: "decimal ,", "decimal . unit $", "words true false", "time %d.%m.%Y", "time ms".
std::string name(const CellReading& reading);
// The reading of that name. Throws std::invalid_argument.
CellReading reading_named(std::string_view name);
// The reading of a field by its name; null for the empty name.
std::shared_ptr<const CellReading> field_reading(const std::string& name);

// The number in a cell of a field with that reading; a cell that the reading does not fit is read the plain way.
std::optional<double> parse_number_as(const std::string& reading, std::string_view cell);
std::optional<double> parse_time_as(const std::string& reading, std::string_view cell);

// The currency sign or % at one end of the cell; empty if there is none.
std::string_view unit_of(std::string_view cell);

// Pairs of words for yes and no, in lower case.
std::span<const std::array<std::string_view, 2>> truth_words();

}  // namespace interplay
