// A matrix of ratings as a wide table: a line for every user, a column for every item, and a code (99 in Jester) or
// nothing where there is no rating.
#include <algorithm>
#include <deque>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "data/shown.h"
#include "data/text/cells.h"
#include "data/text/numbers.h"
#include "interplay/error.h"
#include "read/format.h"
#include "read/guess/column_names.h"
#include "read/guess/delimiter_guess.h"
#include "read/guess/header_guess.h"
#include "read/parse/line_rows.h"

namespace interplay {

const Format& user_item_matrix_format();

namespace {

// What the sample says about the table.
struct Matrix {
  TextFormat cut;
  std::size_t cells = 0, first_item = 0;  // cells before the first item hold the user, or a count of his ratings
  bool ids = false;                       // cell 0 is the user; otherwise it is the number of the line
  bool header = false;
  std::vector<std::string> items;  // of the cells from first_item on
  std::string code;                // of cells without a rating besides empty ones; empty: there is none
};

// The distinct cells of the items, with the number of times that they occur.
struct Cells {
  std::map<double, std::size_t> numbers;
  std::map<double, std::string> text_of;
  std::size_t empty = 0, all = 0;
  bool numeric = true;
};

Cells cells_of(const Sample& rows, std::size_t first) {
  Cells cells;
  for (const auto& row : rows)
    for (std::size_t i = first; i < row.size(); ++i) {
      ++cells.all;
      if (is_missing(row[i])) {
        ++cells.empty;
        continue;
      }
      const auto number = parse_number(row[i]);
      cells.numeric = cells.numeric && number;
      if (!number) continue;
      ++cells.numbers[*number];
      cells.text_of.try_emplace(*number, row[i]);
    }
  return cells;
}

// The number that means no rating: outside of the range of the others by at least `gap` times that range, and the most
// frequent of all.
std::optional<double> code_of(const Cells& cells, double gap) {
  if (cells.numbers.size() < 4) return std::nullopt;
  const auto most = std::ranges::max_element(cells.numbers, {}, [](const auto& entry) { return entry.second; });
  const double code = most->first;
  auto low = cells.numbers.begin(), high = std::prev(cells.numbers.end());
  if (code == low->first)
    ++low;
  else if (code == high->first)
    --high;
  else
    return std::nullopt;
  const double distance = code < low->first ? low->first - code : code - high->first;
  return distance >= gap * (high->first - low->first) ? std::optional(code) : std::nullopt;
}

// The number that option `missing` names among its texts, if the cells hold it.
std::optional<double> code_said(const Cells& cells, const DataOptions& options) {
  for (const std::string& text : options.missing)
    if (const auto number = parse_number(text); number && cells.numbers.contains(*number)) return number;
  return std::nullopt;
}

// Whether the ratings of every item spread over a good part of the scale, as different quantities do not.
bool share_a_scale(const Sample& rows, std::size_t first, std::optional<double> code) {
  constexpr double least_spread = 0.25;
  constexpr std::size_t enough = 10;
  double low = std::numeric_limits<double>::infinity(), high = -low;
  std::vector<std::pair<double, double>> spans(rows[0].size() - first, {low, high});
  std::vector<std::size_t> counts(spans.size());
  for (const auto& row : rows)
    for (std::size_t i = first; i < row.size(); ++i) {
      const auto number = parse_number(row[i]);
      if (!number || number == code) continue;
      auto& [least, most] = spans[i - first];
      least = std::min(least, *number);
      most = std::max(most, *number);
      low = std::min(low, *number);
      high = std::max(high, *number);
      ++counts[i - first];
    }
  for (std::size_t i = 0; i < spans.size(); ++i)
    if (counts[i] >= enough && spans[i].second - spans[i].first < least_spread * (high - low)) return false;
  return high > low;
}

bool all_different(const Sample& rows, std::size_t cell) {
  std::set<std::string_view> seen;
  return std::ranges::all_of(rows,
                             [&](const auto& row) { return !row[cell].empty() && seen.insert(row[cell]).second; });
}

// Whether cell 0 of every row is the number of its ratings, as in Jester.
bool counts_ratings(const Sample& rows, const Matrix& matrix) {
  return std::ranges::all_of(rows, [&](const auto& row) {
    const auto count = canonical_integer(row[0]);
    std::int64_t ratings = 0;
    for (std::size_t i = 1; i < row.size(); ++i)
      if (!is_missing(row[i]) && row[i] != matrix.code) ++ratings;
    return count == ratings;
  });
}

std::string text_of(const Cells& cells, std::optional<double> code) {
  return code ? cells.text_of.at(*code) : std::string();
}

// The table by its first lines. `forced`: it is one, and only its details are looked for.
std::optional<Matrix> matrix_of(const Text& text, const DataOptions& options, bool forced) {
  constexpr std::size_t least_columns = 10, least_rows = 3;
  Matrix matrix;
  matrix.cut.quotes = text.has_quote;
  matrix.cut.delimiter = spelled_delimiter(options.delimiter);
  if (matrix.cut.delimiter.empty()) matrix.cut.delimiter = guess_delimiter(text, 0, matrix.cut).delimiter;
  if (matrix.cut.delimiter.empty()) return std::nullopt;
  Sample rows = sample_of(text, 0, matrix.cut).lines;
  matrix.cells = usual_cells(rows).cells;
  if (rows.empty() || matrix.cells < (forced ? 2 : least_columns)) return std::nullopt;
  if (rows[0].size() != matrix.cells) return std::nullopt;
  std::vector<std::string> head = rows[0];
  // Under a header, the first column holds users; the others are headed by items.
  matrix.header = options.header == "yes" || (options.header == "auto" && !parse_number(head[0]) &&
                                              all_different({rows.begin(), rows.begin() + 1}, 1));
  if (matrix.header) rows.erase(rows.begin());
  std::erase_if(rows, [&](const auto& row) { return row.size() != matrix.cells; });
  if (rows.size() < (forced ? 1 : least_rows)) return std::nullopt;

  bool numbered = matrix.header;  // the names of the items are whole numbers
  if (matrix.header) {
    std::set<std::string_view> names;
    for (std::size_t i = 1; i < head.size(); ++i) {
      numbered = numbered && canonical_integer(head[i]);
      if (head[i].empty() || !names.insert(head[i]).second) return std::nullopt;
      const auto role = usual_role(head[i]);
      if (!forced && role) return std::nullopt;
    }
    const auto role = usual_role(head[0]);
    if (!forced && !head[0].empty() && role != Role::user && !numbered) return std::nullopt;
    matrix.ids = true;
    matrix.first_item = 1;
    if (!forced && !all_different(rows, 0)) return std::nullopt;
  } else {
    // Without a header the table is told by its code, which says whether the first cell counts ratings.
    const Cells all = cells_of(rows, 1);
    const auto said = code_said(all, options);
    matrix.code = text_of(all, said ? said : code_of(all, forced ? 0 : 0.5));
    if (counts_ratings(rows, matrix))
      matrix.first_item = 1;
    else if (std::ranges::any_of(rows, [](const auto& row) { return !row[0].empty() && !parse_number(row[0]); }))
      matrix.ids = true;
    if (matrix.ids) matrix.first_item = 1;
  }
  const Cells cells = cells_of(rows, matrix.first_item);
  // Beside empty cells there is a code only if it stands far off.
  const bool holes = 5 * cells.empty >= cells.all;
  const double gap = matrix.header && !holes ? 0 : 0.5;
  const auto said = code_said(cells, options);
  const auto code = said ? said : code_of(cells, forced && !holes ? 0 : gap);
  matrix.code = text_of(cells, code);
  for (std::size_t i = matrix.first_item; i < matrix.cells; ++i)
    matrix.items.push_back(matrix.header ? head[i] : std::to_string(i - matrix.first_item + 1));
  if (forced) return cells.numeric ? std::optional(matrix) : std::nullopt;
  const std::size_t without = cells.empty + (code ? cells.numbers.at(*code) : 0);
  const bool sparse = 20 * without >= cells.all && (code || (matrix.header && holes));
  if (!cells.numeric || !sparse || cells.numbers.size() < 3 || !share_a_scale(rows, matrix.first_item, code))
    return std::nullopt;
  return matrix;
}

Certainty recognise_matrix(const Text& text, Contents contents, const DataOptions& options) {
  return contents == Contents::interactions && matrix_of(text, options, false) ? Certainty::likely : Certainty::none;
}

std::size_t lines_of(std::string_view bytes) {
  return static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\n')) +
         (bytes.empty() || bytes.ends_with('\n') ? 0 : 1);
}

// Reads lines into rows of user, item and rating; `line` is the number of the first one, over all files of the table.
LineReader reader_of(std::shared_ptr<const Text> text, std::shared_ptr<const Matrix> matrix, std::size_t begin,
                     std::size_t line) {
  const auto code = parse_number(matrix->code);
  return [text, matrix, begin, line, code, record = Record()](std::string_view, std::size_t offset,
                                                              RowSink& sink) mutable {
    line += static_cast<std::size_t>(std::count(text->bytes.begin() + static_cast<std::ptrdiff_t>(begin),
                                                text->bytes.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
    begin = offset;
    std::deque<std::string> unescaped;
    RecordReader reader(text->bytes, offset, offset + 1, matrix->cut, unescaped);
    if (!reader.next(record)) return;
    if (record.problem != nullptr) return sink.bad(offset, record.problem, record.problem_cell);
    if (record.cells.size() != matrix->cells)
      return sink.bad(offset, "the line has " + std::to_string(record.cells.size()) + " columns, expected " +
                                  std::to_string(matrix->cells));
    std::string_view row[3];
    row[0] = sink.keep(matrix->ids ? std::string(record.cells[0]) : std::to_string(line));
    for (std::size_t i = matrix->first_item; i < matrix->cells; ++i) {
      row[2] = record.cells[i];
      if (is_missing(row[2]) || row[2] == matrix->code) continue;
      if (code && parse_number(row[2]) == code) continue;  // 99.00 is 99
      row[1] = matrix->items[i - matrix->first_item];
      if (unescaped.empty()) {
        sink.row(offset, row);
        continue;
      }
      row[2] = sink.keep(std::string(row[2]));
      sink.row(offset, row);
    }
  };
}

OpenedFile open_matrix(std::shared_ptr<const Text> text, Contents, const DataOptions& options, Inputs&) {
  auto found = matrix_of(*text, options, false);
  if (!found) found = matrix_of(*text, options, true);
  if (!found)
    throw Error(Code::bad_data, at(text->path), "is not a matrix of users and items, expected lines of numbers",
                "leave --format at auto");
  const auto matrix = std::make_shared<const Matrix>(*std::move(found));
  OpenedFile file;
  file.known = true;
  file.columns = {known_column("user", 0, Role::user), known_column("item", 1, Role::item),
                  known_column("rating", 2, Role::target)};
  file.columns[2].missing = matrix->code;
  file.leaves_missing_out = true;
  std::string note = text->path + " is a matrix of users and items: a line for every user" +
                     (matrix->ids ? ", named by its first column" : ", named by its number") + ", " +
                     std::to_string(matrix->items.size()) + " items";
  if (!matrix->ids && matrix->first_item == 1) note += ", after a column that counts his ratings";
  note += matrix->code.empty() ? "; cells without a rating are empty"
                               : "; " + matrix->code + " means that there is no rating";
  file.notes = {note + "; say --format delimited if the columns are features"};
  std::size_t first = 0;
  if (matrix->header) next_line(text->bytes, first);
  file.parse = line_rows(text, first, [text, matrix, first](Range range, const ParsedTable& table) {
    std::size_t before = lines_of(text->bytes.substr(first, range.begin - first)) + 1;
    for (const auto& other : table.texts) before += lines_of(other->bytes);
    return reader_of(text, matrix, range.begin, before);
  });
  file.text = std::move(text);
  return file;
}

}  // namespace

const Format& user_item_matrix_format() {
  static const Format format = {.name = "user_item_matrix", .recognise = recognise_matrix, .open = open_matrix};
  return format;
}

}  // namespace interplay
