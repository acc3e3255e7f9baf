// The Netflix prize: blocks of a line "ITEM:" and lines "USER,RATING,DATE" (training), "USER,DATE" (qualifying) or
// "USER" (probe) below it.
#include <algorithm>
#include <memory>
#include <utility>

#include "data/shown.h"
#include "data/text/cells.h"
#include "interplay/error.h"
#include "read/format.h"
#include "read/parse/line_rows.h"

namespace interplay {

const Format& netflix_format();

namespace {

// The item that a line heads the block of; empty if it heads none.
std::string_view head_of(std::string_view line) {
  line = trimmed(line);
  if (!line.ends_with(':')) return {};
  line = trimmed(line.substr(0, line.size() - 1));
  return line.find_first_of(",: \t") == std::string_view::npos ? line : std::string_view();
}

struct LineCells {
  std::string_view cells[3];
  std::size_t count = 0;
};

LineCells cells_of(std::string_view line) {
  LineCells found;
  while (true) {
    const std::size_t comma = std::min(line.find(','), line.size());
    if (found.count < 3) found.cells[found.count] = trimmed(line.substr(0, comma));
    ++found.count;
    if (comma == line.size()) return found;
    line.remove_prefix(comma + 1);
  }
}

std::string_view first_lines(const Text& text, std::size_t which) {
  std::string_view line;
  for (std::size_t position = 0, seen = 0; seen <= which; ++seen) {
    do {
      if (position >= text.bytes.size()) return {};
      line = trimmed(next_line(text.bytes, position));
    } while (line.empty());
  }
  return line;
}

Certainty recognise_netflix(const Text& text, Contents contents, const DataOptions& options) {
  if (contents == Contents::entities || !options.delimiter.empty() || options.header != "auto") return Certainty::none;
  const std::string_view head = head_of(first_lines(text, 0));
  const bool number = !head.empty() && head.find_first_not_of("0123456789") == std::string_view::npos;
  const LineCells cells = cells_of(first_lines(text, 1));
  return number && !cells.cells[0].empty() && cells.count <= 3 && head_of(cells.cells[0]).empty() ? Certainty::certain
                                                                                                  : Certainty::none;
}

// The item of the block that `position` is in.
std::string_view item_at(std::string_view text, std::size_t position) {
  while (position > 0) {
    const std::size_t colon = text.rfind(':', position - 1);
    if (colon == std::string_view::npos) return {};
    std::size_t begin = text.rfind('\n', colon);
    begin = begin == std::string_view::npos ? 0 : begin + 1;
    std::size_t next = begin;
    if (const std::string_view head = head_of(next_line(text, next)); !head.empty()) return head;
    position = begin;
  }
  return {};
}

// Where the cells of a line go: user, item, rating, time are positions 0 to 3.
struct LineShape {
  std::size_t cells = 3;
  bool rating = true, time = true;
};

LineShape shape_of(const Text& text) {
  for (std::size_t position = 0; position < text.bytes.size();) {
    const std::string_view line = next_line(text.bytes, position);
    if (trimmed(line).empty() || !head_of(line).empty()) continue;
    const LineCells cells = cells_of(line);
    if (cells.count >= 3) break;
    const bool date =
        cells.count == 2 && cells.cells[1].size() > 6 && cells.cells[1].find('-') != std::string_view::npos;
    return {cells.count, cells.count == 2 && !date, date};
  }
  return {};
}

LineReader reader_at(std::string_view item, LineShape shape) {
  return [item, shape](std::string_view line, std::size_t offset, RowSink& sink) mutable {
    if (const std::string_view head = head_of(line); !head.empty()) {
      item = head;
      return;
    }
    const LineCells cells = cells_of(line);
    if (cells.count != shape.cells)
      return sink.bad(offset, "the line has " + std::to_string(cells.count) + " cells, expected " +
                                  std::to_string(shape.cells) + " or the head of a block such as '17:'");
    if (item.empty()) return sink.bad(offset, "no head of a block such as '17:' stands above the line");
    std::string_view row[4] = {cells.cells[0], item, {}, {}};
    if (shape.rating) row[2] = cells.cells[1];
    if (shape.time) row[3] = cells.cells[shape.cells - 1];
    sink.row(offset, row);
  };
}

OpenedFile open_netflix(std::shared_ptr<const Text> text, Contents, const DataOptions&, Inputs&) {
  if (head_of(first_lines(*text, 0)).empty())
    throw Error(Code::bad_data, at(text->path, 1),
                "the first line is " + shown(first_lines(*text, 0)) + ", expected the head of a block such as '17:'",
                "leave --format at auto");
  OpenedFile file;
  file.known = true;
  const LineShape shape = shape_of(*text);
  file.columns = {known_column("user", 0, Role::user), known_column("item", 1, Role::item)};
  if (shape.rating) file.columns.push_back(known_column("rating", 2, Role::target));
  if (shape.time) file.columns.push_back(known_column("time", 3, Role::time));
  file.notes = {text->path + " is in the layout of the Netflix prize: ITEM: above lines of USER" +
                (shape.rating ? ",RATING" : "") + (shape.time ? ",DATE" : "")};
  file.parse = line_rows(text, 0, [text, shape](Range range, const ParsedTable&) {
    return reader_at(item_at(text->bytes, range.begin), shape);
  });
  file.text = std::move(text);
  return file;
}

}  // namespace

const Format& netflix_format() {
  static const Format format = {.name = "netflix", .recognise = recognise_netflix, .open = open_netflix};
  return format;
}

}  // namespace interplay
