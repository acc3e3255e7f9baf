#include "data/text/missing_marks.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>

#include "data/shown.h"
#include "data/text/numbers.h"
#include "interplay/schema.h"

namespace interplay {
namespace {

// The texts of a column that are no numbers, with the number of their cells.
struct Strangers {
  std::vector<std::string_view> texts;
  std::uint64_t cells = 0, numbers = 0;
  std::size_t integers = 0;  // different ones
  bool usual = true;         // all are usual marks
  bool real = false;         // some number is written with a point or an exponent
};

Strangers strangers_of(std::span<const std::string_view> values, std::span<const std::uint64_t> cells) {
  Strangers found;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto number = parse_number(values[i]);
    if (number && std::abs(*number) <= static_cast<double>(std::numeric_limits<float>::max())) {
      found.numbers += cells[i];
      if (canonical_integer(values[i])) ++found.integers;
      found.real = found.real || values[i].find_first_of(".eE") != std::string_view::npos;
      continue;
    }
    found.texts.push_back(values[i]);
    found.cells += cells[i];
    found.usual = found.usual && is_missing_mark(values[i]);
  }
  return found;
}

std::string listed(const std::vector<std::string_view>& texts) {
  constexpr std::size_t most = 3;
  std::string list;
  for (std::size_t i = 0; i < std::min(texts.size(), most); ++i) list += (i == 0 ? "" : ", ") + shown(texts[i]);
  return texts.size() > most ? list + ", ..." : list;
}

}  // namespace

bool is_missing_mark(std::string_view cell) {
  if (cell.size() > 8) return false;
  std::string plain(cell);
  for (char& c : plain) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (const char* mark :
       {"?", "-", "--", ".", "na", "n/a", "#n/a", "<na>", "nan", "none", "null", "missing", "unknown"})
    if (plain == mark) return true;
  return false;
}

std::optional<MarkedNumbers> marked_numbers(std::span<const std::string_view> values,
                                            std::span<const std::uint64_t> cells, bool quantities, std::string& note) {
  const Strangers strangers = strangers_of(values, cells);
  const bool many = quantities && strangers.integers >= many_integers;
  if (!quantities && !strangers.real && strangers.integers >= many_integers && strangers.usual && strangers.cells > 0) {
    note = " is read as " + std::to_string(values.size()) + " categories, " + listed(strangers.texts) +
           " among them; say --numeric NAME for numbers, of which these are missing ones";
    return std::nullopt;
  }
  if (!(strangers.real || many) || strangers.cells == 0) return std::nullopt;
  const std::uint64_t all = strangers.numbers + strangers.cells;
  const bool mostly = 10 * strangers.cells <= all;
  if ((strangers.usual && 2 * strangers.cells <= all) || (mostly && strangers.texts.size() == 1)) {
    MarkedNumbers result;
    if (!strangers.usual) result.mark = strangers.texts[0];
    result.note = " is read as numbers, and " + listed(strangers.texts) + " in " + std::to_string(strangers.cells) +
                  " of its cells as missing";
    return result;
  }
  if (2 * strangers.cells <= all)
    note = " is read as " + std::to_string(values.size()) + " categories, as " + std::to_string(strangers.cells) +
           " of its " + std::to_string(all) + " cells are no numbers: " + listed(strangers.texts) +
           "; mend or empty these cells to have numbers";
  return std::nullopt;
}

}  // namespace interplay
