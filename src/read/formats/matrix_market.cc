// Matrix Market's coordinate format: rows are users, columns are items, entries are ratings; the entries of a pattern
// have no value.
#include <algorithm>
#include <cctype>
#include <memory>
#include <utility>

#include "data/shown.h"
#include "data/text/numbers.h"
#include "interplay/error.h"
#include "read/format.h"
#include "read/parse/line_rows.h"

namespace interplay {

const Format& matrix_market_format();

namespace {

constexpr std::string_view banner = "%%MatrixMarket";

std::string lower(std::string_view text) {
  std::string copy(text);
  std::ranges::transform(copy, copy.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return copy;
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  constexpr std::string_view blanks = " \t";
  for (std::size_t begin = line.find_first_not_of(blanks); begin != std::string_view::npos;) {
    const std::size_t end = std::min(line.find_first_of(blanks, begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    begin = line.find_first_not_of(blanks, end);
  }
  return words;
}

struct Head {
  std::int64_t rows = 0, columns = 0, entries = 0;
  bool pattern = false;
  double mirrored = 0;    // what the entry (j, i) is of the entry (i, j): symmetric 1, skew-symmetric -1, 0: not there
  std::size_t first = 0;  // where the entries begin
};

[[noreturn]] void refuse(const Text& text, std::size_t offset, const std::string& message, const char* remedy) {
  throw Error(Code::bad_data, at(text.path, text.line_of(offset)), message, remedy);
}

Head head_of(const Text& text) {
  Head head;
  std::size_t position = 0;
  const std::string first = lower(next_line(text.bytes, position));
  const auto words = words_of(first);
  if (words.size() != 5 || words[0] != lower(banner) || words[1] != "matrix")
    refuse(text, 0, "is not Matrix Market text, expected '%%MatrixMarket matrix coordinate real general' or the like",
           "leave --format at auto");
  if (words[2] != "coordinate")
    refuse(text, 0, "the matrix is dense ('array'), expected 'coordinate'",
           "write it sparse, as scipy.io.mmwrite does with a sparse matrix");
  head.pattern = words[3] == "pattern";
  if (!head.pattern && words[3] != "real" && words[3] != "integer" && words[3] != "double")
    refuse(text, 0, "the values are " + shown(words[3]) + ", expected real, integer or pattern", "convert them");
  if (words[4] == "symmetric") head.mirrored = 1;
  if (words[4] == "skew-symmetric") head.mirrored = -1;
  if (words[4] != "general" && head.mirrored == 0)
    refuse(text, 0, "the symmetry is " + shown(words[4]) + ", expected general, symmetric or skew-symmetric",
           "convert it");
  while (position < text.bytes.size()) {
    const std::size_t offset = position;
    const std::string_view line = next_line(text.bytes, position);
    const auto cells = words_of(line);
    if (cells.empty() || line.starts_with('%')) continue;
    const auto size = [&](std::size_t i) {
      const auto number = i < cells.size() ? canonical_integer(cells[i]) : std::nullopt;
      if (!number || *number < 0 || cells.size() != 3)
        refuse(text, offset, "the size is " + shown(line) + ", expected the numbers of rows, columns and entries",
               "fix the line");
      return *number;
    };
    head.rows = size(0);
    head.columns = size(1);
    head.entries = size(2);
    head.first = position;
    return head;
  }
  refuse(text, 0, "has no line with the numbers of rows, columns and entries", "write the file again");
}

Certainty recognise_matrix_market(const Text& text, Contents contents, const DataOptions&) {
  return contents == Contents::interactions && lower(text.bytes.substr(0, banner.size())) == lower(banner)
             ? Certainty::certain
             : Certainty::none;
}

std::string index_problem(std::string_view what, std::string_view cell, std::int64_t most) {
  const auto number = canonical_integer(cell);
  if (number && *number >= 1 && *number <= most) return "";
  return std::string(what) + " is " + shown(cell) + ", expected a whole number from 1 to " + std::to_string(most);
}

void read_entry(const Head& head, std::string_view line, std::size_t offset, RowSink& sink) {
  if (line.starts_with('%')) return;
  const auto cells = words_of(line);
  const std::size_t expected = head.pattern ? 2 : 3;
  if (cells.size() != expected)
    return sink.bad(offset, "the line has " + std::to_string(cells.size()) + " cells, expected " +
                                (head.pattern ? "row column" : "row column value"));
  std::string problem = index_problem("row", cells[0], head.rows);
  if (problem.empty()) problem = index_problem("column", cells[1], head.columns);
  if (!problem.empty()) return sink.bad(offset, std::move(problem));
  std::string_view row[3] = {cells[0], cells[1], head.pattern ? std::string_view() : cells[2]};
  sink.row(offset, row);
  if (head.mirrored == 0 || cells[0] == cells[1]) return;
  std::swap(row[0], row[1]);
  if (head.mirrored < 0 && !head.pattern)
    row[2] = row[2].starts_with('-') ? row[2].substr(1) : sink.keep("-" + std::string(row[2]));
  sink.row(offset, row);
}

// A file that was cut off has fewer entries than it says.
void check_entries(const Text& text, const Head& head) {
  std::int64_t entries = 0;
  for (std::size_t position = head.first; position < text.bytes.size();) {
    const std::string_view line = next_line(text.bytes, position);
    if (!line.starts_with('%') && line.find_first_not_of(" \t") != std::string_view::npos) ++entries;
  }
  if (entries != head.entries)
    throw Error(Code::bad_data, at(text.path),
                "the matrix has " + std::to_string(entries) + " entries, expected " + std::to_string(head.entries) +
                    ", as its head says",
                "copy the file again, or correct the head");
}

OpenedFile open_matrix_market(std::shared_ptr<const Text> text, Contents, const DataOptions&, Inputs&) {
  const Head head = head_of(*text);
  check_entries(*text, head);
  OpenedFile file;
  file.known = true;
  file.columns = {known_column("user", 0, Role::user), known_column("item", 1, Role::item)};
  if (!head.pattern) file.columns.push_back(known_column("rating", 2, Role::target));
  file.notes = {text->path + " is a matrix in Matrix Market's format: rows are users, columns are items" +
                (head.pattern ? "; a pattern has no ratings" : ", entries are ratings")};
  file.parse = line_rows(text, head.first, [head](Range, const ParsedTable&) {
    return [head](std::string_view line, std::size_t offset, RowSink& sink) { read_entry(head, line, offset, sink); };
  });
  file.text = std::move(text);
  return file;
}

}  // namespace

const Format& matrix_market_format() {
  static const Format format = {
      .name = "matrix_market", .recognise = recognise_matrix_market, .open = open_matrix_market};
  return format;
}

}  // namespace interplay
