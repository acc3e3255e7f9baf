#include "read/guess/delimiter_guess.h"

#include <algorithm>
#include <utility>

#include "data/shown.h"
#include "data/text/numbers.h"
#include "interplay/error.h"
#include "read/guess/sample.h"

namespace interplay {

namespace {

// The first lines, cut at one delimiter.
struct Cut {
  std::string_view delimiter;
  Sample lines;
  CellCount usual;
};

// Whether the cell is numbers with blanks between them.
bool holds_several_numbers(std::string_view cell) {
  std::size_t numbers = 0;
  while (!cell.empty()) {
    const std::size_t end = std::min(cell.find_first_of(" \t"), cell.size());
    if (end > 0 && !parse_number(cell.substr(0, end))) return false;
    if (end > 0) ++numbers;
    cell.remove_prefix(std::min(end + 1, cell.size()));
  }
  return numbers > 1;
}

// Whether blanks within the cells separate numbers and nothing else. The first line may be a header.
bool blanks_separate_numbers(const Cut& cut) {
  std::size_t several = 0;
  for (std::size_t i = 1; i < cut.lines.size(); ++i)
    for (const std::string& cell : cut.lines[i]) {
      if (cell.find_first_of(" \t") == std::string::npos) continue;
      if (!holds_several_numbers(cell)) return false;
      ++several;
    }
  return several > 0;
}

// Whether every comma within the cells may be that of a decimal number.
bool commas_are_decimal(const Cut& cut) {
  for (const auto& line : cut.lines)
    for (const std::string& cell : line) {
      const std::size_t comma = cell.find(',');
      if (comma == std::string::npos) continue;
      if (cell.find(',', comma + 1) != std::string::npos || comma == 0 || comma + 1 == cell.size()) return false;
      if (!is_digit(cell[comma - 1]) || !is_digit(cell[comma + 1])) return false;
    }
  return true;
}

bool first_cells_hold_commas(const Cut& cut) {
  return std::ranges::any_of(cut.lines, [](const auto& line) { return line[0].find(',') != std::string::npos; });
}

// Whether the first line is as long as the others but for the delimiter at their ends.
bool header_lacks_delimiter(const Sample& lines, const CellCount& usual) {
  const auto ends_in_nothing = [&](const auto& line) { return line.size() != usual.cells || line.back().empty(); };
  return usual.cells > 1 && lines[0].size() + 1 == usual.cells && std::ranges::all_of(lines, ends_in_nothing);
}

// Whether `other` is to be preferred to `best`, which comes before it in the order of delimiters.
bool is_better(const Cut& other, const Cut& best) {
  if (other.usual.lines != best.usual.lines) return other.usual.lines > best.usual.lines;
  if (other.usual.cells <= best.usual.cells) return false;
  // A tab amid aligned columns.
  if (best.delimiter == "\t") return other.delimiter == blanks_delimiter && blanks_separate_numbers(best);
  if (best.delimiter == ";") return other.delimiter == "," && !commas_are_decimal(best);
  if (best.delimiter == ",") return commas_are_decimal(other) && !first_cells_hold_commas(other);
  return false;
}

}  // namespace

// On a tie most often the first in this order, which begins with characters that are rare inside values.
DelimiterGuess guess_delimiter(const Text& text, std::size_t first, TextFormat format) {
  Cut best{};
  DelimiterGuess guess;
  for (const std::string_view delimiter :
       {std::string_view("::"), std::string_view("\t"), std::string_view(";"), std::string_view(","),
        std::string_view("|"), std::string_view("\x01"), blanks_delimiter}) {
    format.delimiter = delimiter;
    SampledLines sample = sample_of(text, first, format);
    const std::size_t all = sample.lines.size() + sample.left_out;
    CellCount usual = usual_cells(sample.lines);
    if (header_lacks_delimiter(sample.lines, usual)) ++usual.lines;
    if (usual.cells < 2 || 2 * usual.lines < sample.lines.size()) continue;
    Cut cut{delimiter, std::move(sample.lines), usual};
    if (!guess.delimiter.empty() && !is_better(cut, best)) continue;
    best = std::move(cut);
    guess = {std::string(delimiter), static_cast<double>(usual.lines) / static_cast<double>(all)};
  }
  return guess;
}

char unusual_delimiter(const Text& text, std::size_t first) {
  constexpr std::string_view marks = "~^#!*@%&$\x02\x1f\x1c\x1e/\\:_=+";
  constexpr std::size_t most_lines = 200, fewest_lines = 2;
  for (const char mark : marks) {
    std::size_t lines = 0;
    std::ptrdiff_t each = 0;
    bool equal = true;
    std::string_view rest = text.bytes.substr(first);
    while (equal && !rest.empty() && lines < most_lines) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(line.size() + 1, rest.size()));
      if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
      const auto here = std::ranges::count(line, mark);
      equal = here > 0 && (lines++ == 0 || here == each);
      each = here;
    }
    if (equal && lines >= fewest_lines) return mark;
  }
  return '\0';
}

std::string delimiter_name(const std::string& delimiter) {
  if (delimiter == "\t") return "tab";
  if (delimiter == blanks_delimiter) return "blanks";
  if (delimiter == "\x01") return "the character 1";
  return "'" + delimiter + "'";
}

std::string spelled_delimiter(const std::string& option) {
  if (option == "tab" || option == "\\t") return "\t";
  if (option == "space" || option == "blanks" || option == "\\s+") return std::string(blanks_delimiter);
  if (option == "\\x01") return "\x01";
  if (option == "comma") return ",";
  if (option == "semicolon") return ";";
  if (option == "pipe") return "|";
  if (option.find_first_of("\"\r\n") != std::string::npos || option.find('\0') != std::string::npos)
    throw Error(Code::usage, "delimiter is " + shown(option) + ", expected characters other than quotes and newlines");
  return option;
}

}  // namespace interplay
