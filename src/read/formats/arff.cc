// ARFF, as Weka and LibRec read it: @attribute lines name the columns and their types, rows follow @data, either all
// cells between commas or {INDEX VALUE, ...}.
#include <algorithm>
#include <cctype>
#include <memory>
#include <optional>
#include <utility>

#include "data/shown.h"
#include "data/text/cells.h"
#include "interplay/error.h"
#include "read/format.h"
#include "read/parse/line_rows.h"

namespace interplay {

const Format& arff_format();

namespace {

bool starts_with_word(std::string_view line, std::string_view word) {
  return line.size() >= word.size() &&
         std::ranges::equal(line.substr(0, word.size()), word,
                            [](unsigned char a, unsigned char b) { return std::tolower(a) == b; }) &&
         (line.size() == word.size() || line[word.size()] == ' ' || line[word.size()] == '\t');
}

// A cell, between quotes of either kind or up to one of `ends`.
struct Cell {
  std::string_view text;
  bool quoted = false, escaped = false, closed = true;
};

Cell next_cell(std::string_view& rest, std::string_view ends) {
  rest = trimmed(rest);
  Cell cell;
  if (!rest.empty() && (rest[0] == '\'' || rest[0] == '"')) {
    cell.quoted = true;
    std::size_t end = 1;
    while (end < rest.size() && rest[end] != rest[0]) {
      cell.escaped = cell.escaped || rest[end] == '\\';
      end += rest[end] == '\\' ? 2 : 1;
    }
    cell.closed = end < rest.size();
    end = std::min(end, rest.size());
    cell.text = rest.substr(1, end - 1);
    rest = trimmed(rest.substr(std::min(end + 1, rest.size())));
  } else {
    cell.text = trimmed(rest.substr(0, rest.find_first_of(ends)));
    rest.remove_prefix(std::min(rest.find_first_of(ends), rest.size()));
  }
  return cell;
}

std::string without_escapes(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    plain += text[i];
  }
  return plain;
}

std::string text_of(const Cell& cell) { return cell.escaped ? without_escapes(cell.text) : std::string(cell.text); }

struct Attributes {
  std::vector<ColumnSpec> columns;
  std::vector<std::string> zero;  // the value of a cell that a sparse row leaves out
  std::size_t first = 0;          // where the rows begin
};

[[noreturn]] void refuse(const Text& text, std::size_t offset, const std::string& message) {
  throw Error(Code::bad_data, at(text.path, text.line_of(offset)), message, "fix the line");
}

void add_attribute(Attributes& found, const Text& text, std::size_t offset, std::string_view rest) {
  const std::string_view line = rest;
  const Cell name = next_cell(rest, " \t{");
  rest = trimmed(rest);
  ColumnSpec spec;
  spec.name = spec.header = text_of(name);
  spec.position = found.columns.size();
  std::string zero;
  if (rest.starts_with('{')) {
    rest.remove_prefix(1);
    zero = text_of(next_cell(rest, ",}"));
    spec.declared = true;  // categories
  } else if (starts_with_word(rest, "numeric") || starts_with_word(rest, "real") || starts_with_word(rest, "integer")) {
    spec.kind = Kind::numeric;
    spec.declared = true;
    zero = "0";
  } else if (!starts_with_word(rest, "string") && !starts_with_word(rest, "date")) {
    refuse(
        text, offset,
        "the attribute is " + shown(line) + ", expected NAME and numeric, real, integer, string, date or {VALUE,...}");
  }
  if (spec.name.empty()) refuse(text, offset, "the attribute has no name, expected NAME and a type");
  for (const ColumnSpec& other : found.columns)
    if (other.name == spec.name) refuse(text, offset, "two attributes are named " + shown(spec.name));
  found.columns.push_back(std::move(spec));
  found.zero.push_back(std::move(zero));
}

std::string_view content(std::string_view line) {
  line = trimmed(line);
  return line.starts_with('%') ? std::string_view() : line;
}

// Nothing if the text does not begin as ARFF.
std::optional<Attributes> attributes_of(const Text& text, bool only_recognise) {
  Attributes found;
  while (found.first < text.bytes.size()) {
    const std::size_t offset = found.first;
    const std::string_view line = content(next_line(text.bytes, found.first));
    if (line.empty()) continue;
    constexpr std::string_view attribute = "@attribute";
    const bool is_attribute = starts_with_word(line, attribute);
    if (only_recognise)
      return is_attribute || starts_with_word(line, "@relation") ? std::optional(found) : std::nullopt;
    if (starts_with_word(line, "@data")) {
      if (found.columns.empty()) refuse(text, offset, "@data stands before any @attribute");
      return found;
    }
    if (is_attribute)
      add_attribute(found, text, offset, trimmed(line.substr(attribute.size())));
    else if (!starts_with_word(line, "@relation"))
      refuse(text, offset, "the line is " + shown(line) + ", expected @relation, @attribute or @data");
  }
  if (only_recognise) return std::nullopt;
  throw Error(Code::bad_data, at(text.path), "has no line @data, expected it above the rows", "check the file");
}

class ArffRows {
 public:
  explicit ArffRows(std::shared_ptr<const Attributes> attributes)
      : attributes_(std::move(attributes)), cells_(attributes_->columns.size()) {}

  void operator()(std::string_view line, std::size_t offset, RowSink& sink) {
    line = content(line);
    if (line.empty()) return;
    sink.cells_are_numbered = true;
    BadLine bad;
    const bool sparse = line.starts_with('{');
    if (sparse ? read_sparse(line, sink, bad) : read_dense(line, sink, bad))
      sink.row(offset, cells_);
    else
      sink.bad(offset, std::move(bad.message), bad.cell);
  }

 private:
  std::shared_ptr<const Attributes> attributes_;
  std::vector<std::string_view> cells_;

  static std::string_view value_of(const Cell& cell, RowSink& sink) {
    if (!cell.quoted && cell.text == "?") return {};
    return cell.escaped ? sink.keep(without_escapes(cell.text)) : cell.text;
  }

  bool read_dense(std::string_view rest, RowSink& sink, BadLine& bad) {
    std::size_t count = 0;
    while (true) {
      const Cell cell = next_cell(rest, ",");
      if (!fits(cell, rest, ",", count + 1, bad)) return false;
      if (count < cells_.size()) cells_[count] = value_of(cell, sink);
      ++count;
      if (rest.empty()) break;
      rest.remove_prefix(1);
      // A weight of the row may follow in braces.
      if (count == cells_.size() && trimmed(rest).starts_with('{')) break;
    }
    if (count == cells_.size()) return true;
    bad.message = "the line has " + std::to_string(count) + (count == 1 ? " column" : " columns") + ", expected " +
                  std::to_string(cells_.size());
    return false;
  }

  bool read_sparse(std::string_view line, RowSink& sink, BadLine& bad) {
    for (std::size_t i = 0; i < cells_.size(); ++i) cells_[i] = attributes_->zero[i];
    std::string_view rest = trimmed(line.substr(1));
    std::size_t count = 0;
    while (!rest.empty() && rest[0] != '}') {
      const Cell index = next_cell(rest, " \t,}");
      const auto place = canonical_integer(index.text);
      if (!place || *place < 0 || static_cast<std::size_t>(*place) >= cells_.size()) {
        bad.cell = count + 1;
        bad.message = "the index is " + shown(index.text) + ", expected a whole number from 0 to " +
                      std::to_string(cells_.size() - 1);
        return false;
      }
      const Cell cell = next_cell(rest, ",}");
      if (!fits(cell, rest, ",}", ++count, bad)) return false;
      cells_[static_cast<std::size_t>(*place)] = value_of(cell, sink);
      if (rest.starts_with(',')) rest = trimmed(rest.substr(1));
    }
    if (rest.starts_with('}')) return true;
    bad.message = "the row has no end, expected '}'";
    return false;
  }

  // Whether the cell is whole, and a separator or nothing follows it.
  static bool fits(const Cell& cell, std::string_view rest, std::string_view ends, std::size_t number, BadLine& bad) {
    bad.cell = number;
    if (!cell.closed)
      bad.message = "a quoted cell has no end, expected a closing quote";
    else if (!rest.empty() && ends.find(rest[0]) == std::string_view::npos)
      bad.message = "text follows a closing quote, expected a delimiter or the end of the line";
    if (bad.message.empty()) bad.cell = 0;
    return bad.message.empty();
  }
};

Certainty recognise_arff(const Text& text, Contents, const DataOptions& options) {
  return options.delimiter.empty() && attributes_of(text, true) ? Certainty::certain : Certainty::none;
}

Sample sample_of(const Text& text, const Attributes& attributes) {
  constexpr std::size_t sample_lines = 200;
  std::vector<ColumnSpec> as_texts = attributes.columns;
  for (ColumnSpec& spec : as_texts) spec.declared = false;
  RowSink sink(as_texts, {});
  ArffRows read(std::make_shared<const Attributes>(attributes));
  for (std::size_t position = attributes.first, lines = 0; position < text.bytes.size() && lines < sample_lines;
       ++lines) {
    const std::size_t offset = position;
    read(next_line(text.bytes, position), offset, sink);
  }
  const Chunk chunk = std::move(sink).take();
  Sample sample(chunk.rows, std::vector<std::string>(as_texts.size()));
  for (std::size_t i = 0; i < as_texts.size(); ++i)
    for (std::size_t row = 0; row < chunk.rows; ++row)
      if (const std::uint32_t code = chunk.columns[i].codes[row]; code != 0)
        sample[row][i] = chunk.columns[i].distinct[code - 1];
  return sample;
}

OpenedFile open_arff(std::shared_ptr<const Text> text, Contents, const DataOptions&, Inputs&) {
  const auto attributes = std::make_shared<const Attributes>(*attributes_of(*text, false));
  OpenedFile file;
  file.columns = attributes->columns;
  file.sample = sample_of(*text, *attributes);
  file.notes = {text->path + " is an ARFF file: its attributes are the columns"};
  file.parse =
      line_rows(text, attributes->first, [attributes](Range, const ParsedTable&) { return ArffRows(attributes); });
  file.text = std::move(text);
  return file;
}

}  // namespace

const Format& arff_format() {
  static const Format format = {.name = "arff", .recognise = recognise_arff, .open = open_arff};
  return format;
}

}  // namespace interplay
