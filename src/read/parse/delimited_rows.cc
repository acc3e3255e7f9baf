#include "read/parse/delimited_rows.h"

#include <algorithm>

#include "data/shown.h"
#include "read/parse/cell_keeper.h"

namespace interplay {
namespace {

// Parses the lines of one range. A line is checked whole before any of its cells is kept, so that a bad line leaves
// no trace in any column.
class ChunkParser {
 public:
  ChunkParser(const Text& text, const FileFormat& format, const std::vector<ColumnSpec>& specs,
              const RowOptions& options)
      : text_(text), format_(format), specs_(specs), options_(options), keeper_(specs) {}

  Chunk parse(Range range) {
    Chunk chunk;
    keeper_.begin(chunk);
    RecordReader reader(text_.bytes, range.begin, range.end, format_.text, chunk.strings);
    Record record;
    while (reader.next(record)) {
      BadLine bad{record.offset, 0, {}};
      if (!check(record, bad)) {
        reject(chunk, std::move(bad));
        continue;
      }
      keep(record, chunk);
      if (options_.keep_offsets) chunk.row_offsets.push_back(record.offset);
      ++chunk.rows;
    }
    keeper_.finish(chunk);
    return chunk;
  }

 private:
  const Text& text_;
  const FileFormat& format_;
  const std::vector<ColumnSpec>& specs_;
  RowOptions options_;
  CellKeeper keeper_;

  bool check(const Record& record, BadLine& bad) {
    if (record.problem != nullptr) {
      bad.cell = record.problem_cell;
      bad.message = record.problem;
      bad.kind = "have quotes where none are expected";
      bad.remedy = "say --quote none if quotes are ordinary characters";
      return false;
    }
    if (record.cells.size() != format_.cells && !ends_in_nothing(record)) {
      bad.message = "the line has " + std::to_string(record.cells.size()) +
                    (record.cells.size() == 1 ? " column" : " columns") + ", expected " + std::to_string(format_.cells);
      bad.kind = "have " + bad.message.substr(std::string_view("the line has ").size());
      if (record.cells.front().empty()) bad.kind += ", and an empty first one";
      if (record.cells.back().empty()) bad.kind += ", and an empty last one";
      return false;
    }
    if (text_.has_nul && holds_nul(record)) {
      bad.message = "the line contains a NUL byte, expected text";
      bad.kind = "contain a NUL byte";
      return false;
    }
    for (std::size_t i = 0; i < specs_.size(); ++i) {
      if (!specs_[i].flag_names.empty() && !check_flags(specs_[i], record, bad)) return false;
      if (!keeper_.check(i, record.cells[specs_[i].position], bad)) return false;
    }
    return true;
  }

  // Whether the cells beyond those that are read do not matter.
  bool ends_in_nothing(const Record& record) const {
    const std::size_t size = record.cells.size();
    if (size < format_.cells) return false;
    const auto after =
        record.cells.begin() + static_cast<std::ptrdiff_t>(std::max(format_.cells, std::min(size, format_.most_cells)));
    return std::all_of(after, record.cells.end(), [](std::string_view cell) { return cell.empty(); });
  }

  static bool check_flags(const ColumnSpec& spec, const Record& record, BadLine& bad) {
    for (std::size_t i = 0; i < spec.span; ++i) {
      const std::string_view cell = record.cells[spec.position + i];
      if (cell == "0" || cell == "1") continue;
      bad.cell = spec.position + i + 1;
      bad.message =
          "the flag of " + spec.name + " " + shown(spec.flag_names[i]) + " is " + shown(cell) + ", expected 0 or 1";
      bad.kind = "have flags of " + spec.name + " other than 0 and 1";
      return false;
    }
    return true;
  }

  static bool holds_nul(const Record& record) {
    for (const std::string_view cell : record.cells)
      if (cell.find('\0') != std::string_view::npos) return true;
    return false;
  }

  void keep(const Record& record, Chunk& chunk) {
    for (std::size_t i = 0; i < specs_.size(); ++i) {
      const ColumnSpec& spec = specs_[i];
      std::string_view cell = record.cells[spec.position];
      if (spec.span > 1) {
        const std::string_view last = record.cells[spec.position + spec.span - 1];
        cell = {cell.data(), static_cast<std::size_t>(last.data() + last.size() - cell.data())};
      }
      keeper_.keep(i, cell, chunk);
    }
  }
};

void parse_rows(ParsedTable& table, const std::shared_ptr<const Text>& text, const FileFormat& format,
                const std::vector<ColumnSpec>& specs, const RowOptions& options, const TaskPool& pool) {
  // A quoted cell may hold newlines. So only a reader that has seen everything before a newline knows whether it ends a
  // line.
  const bool whole = format.text.quotes && text->has_quote;
  const std::size_t size = whole ? text->bytes.size() : chunk_bytes;
  const std::vector<Range> ranges = line_ranges(text->bytes, format.first, size);
  add_chunks(table, text, ranges, pool,
             [&](Range range) { return ChunkParser(*text, format, specs, options).parse(range); });
}

}  // namespace

RowParser delimited_rows(std::shared_ptr<const Text> text, FileFormat format) {
  return [text = std::move(text), format = std::move(format)](ParsedTable& table, const std::vector<ColumnSpec>& specs,
                                                              const RowOptions& options, const TaskPool& pool) {
    parse_rows(table, text, format, specs, options, pool);
  };
}

}  // namespace interplay
