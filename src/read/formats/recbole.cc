// The atomic files of RecBole (.inter, .user, .item): cells between tabs under a header of NAME:TYPE, which says what
// the columns are.
#include <memory>
#include <optional>
#include <utility>

#include "data/shown.h"
#include "data/text/cells.h"
#include "interplay/error.h"
#include "read/format.h"
#include "read/guess/sample.h"
#include "read/parse/delimited_rows.h"
#include "read/parse/line_rows.h"

namespace interplay {

const Format& recbole_format();

namespace {

struct Type {
  std::string_view suffix;
  Kind kind;
};
constexpr Type types[] = {
    {":token", Kind::categorical}, {":token_seq", Kind::multi}, {":float", Kind::numeric}, {":float_seq", Kind::multi}};

std::optional<ColumnSpec> column_of(std::string_view cell) {
  for (const Type& type : types) {
    if (!cell.ends_with(type.suffix) || cell.size() == type.suffix.size()) continue;
    ColumnSpec spec;
    spec.name = spec.header = std::string(cell.substr(0, cell.size() - type.suffix.size()));
    spec.kind = type.kind;
    spec.separator = " ";
    spec.declared = true;
    return spec;
  }
  return std::nullopt;
}

struct Table {
  std::vector<ColumnSpec> columns;
  FileFormat format;
};

// The columns of the first line; nothing if one of its cells has no type.
std::optional<Table> table_of(const Text& text) {
  Table table;
  std::string_view line = next_line(text.bytes, table.format.first);
  table.format.text.delimiter = line.find('\t') == std::string_view::npos ? "," : "\t";
  while (true) {
    const std::size_t end = std::min(line.find(table.format.text.delimiter), line.size());
    auto column = column_of(trimmed(line.substr(0, end)));
    if (!column) return std::nullopt;
    column->position = table.columns.size();
    table.format.headers.push_back(column->header);
    table.columns.push_back(*std::move(column));
    if (end == line.size()) break;
    line.remove_prefix(end + 1);
  }
  table.format.cells = table.columns.size();
  table.format.text.quotes = false;
  return table;
}

Certainty recognise_recbole(const Text& text, Contents, const DataOptions& options) {
  return options.delimiter.empty() && options.header == "auto" && table_of(text) ? Certainty::certain : Certainty::none;
}

OpenedFile open_recbole(std::shared_ptr<const Text> text, Contents, const DataOptions&, Inputs&) {
  auto table = table_of(*text);
  if (!table) {
    std::size_t position = 0;
    throw Error(Code::bad_data, at(text->path, 1),
                "the first line is " + shown(next_line(text->bytes, position)) +
                    ", expected names with types such as user_id:token and rating:float",
                "leave --format at auto");
  }
  OpenedFile file;
  file.columns = std::move(table->columns);
  file.sample = sample_of(*text, table->format.first, table->format.text).lines;
  file.notes = {text->path + " is an atomic file of RecBole: its header tells the types of the columns"};
  file.parse = delimited_rows(text, std::move(table->format));
  file.text = std::move(text);
  return file;
}

}  // namespace

const Format& recbole_format() {
  static const Format format = {.name = "recbole", .recognise = recognise_recbole, .open = open_recbole};
  return format;
}

}  // namespace interplay
