#include "read/formats/delimited.h"

#include <cmath>
#include <cstring>
#include <limits>

#include "data/shown.h"

#include "data/text/dictionary.h"
#include "data/text/missing_marks.h"
#include "data/text/numbers.h"

namespace interplay {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

// Parses the lines of one range. A line is checked whole before any of its cells is kept, so that a bad line leaves
// no trace in any column.
class ChunkParser {
 public:
  ChunkParser(const Text& text, const FileFormat& format, const std::vector<ColumnSpec>& specs, bool skip_bad_lines)
      : text_(text),
        format_(format),
        specs_(specs),
        skip_(skip_bad_lines),
        dictionaries_(specs.size()),
        numbers_(specs.size()) {}

  Chunk parse(Range range, bool keep_offsets) {
    Chunk chunk;
    chunk.columns.resize(specs_.size());
    RecordReader reader(text_.bytes, range.begin, range.end, format_.text, chunk.strings);
    Record record;
    while (reader.next(record)) {
      BadLine bad{record.offset, 0, {}};
      if (!check(record, bad)) {
        reject(chunk, text_, std::move(bad), skip_);
        continue;
      }
      keep(record, chunk);
      if (keep_offsets) chunk.row_offsets.push_back(record.offset);
      ++chunk.rows;
    }
    for (std::size_t i = 0; i < specs_.size(); ++i) chunk.columns[i].distinct = std::move(dictionaries_[i]).take();
    return chunk;
  }

 private:
  const Text& text_;
  const FileFormat& format_;
  const std::vector<ColumnSpec>& specs_;
  bool skip_;
  std::vector<Dictionary> dictionaries_;
  std::vector<double> numbers_;  // of the line that is being read

  static bool numeric(const ColumnSpec& spec) { return spec.kind == Kind::numeric && spec.declared; }

  bool check(const Record& record, BadLine& bad) {
    if (record.problem != nullptr) {
      bad.cell = record.problem_cell;
      bad.message = record.problem;
      return false;
    }
    if (record.cells.size() != format_.cells) {
      bad.message = "the line has " + std::to_string(record.cells.size()) +
                    (record.cells.size() == 1 ? " column" : " columns") + ", expected " + std::to_string(format_.cells);
      return false;
    }
    if (text_.has_nul && holds_nul(record)) {
      bad.message = "the line contains a NUL byte, expected text";
      return false;
    }
    for (std::size_t i = 0; i < specs_.size(); ++i) {
      if (!specs_[i].flag_names.empty() && !check_flags(specs_[i], record, bad)) return false;
      if (!check_cell(specs_[i], record.cells[specs_[i].position], numbers_[i], bad)) return false;
    }
    return true;
  }

  static bool check_flags(const ColumnSpec& spec, const Record& record, BadLine& bad) {
    for (std::size_t i = 0; i < spec.span; ++i) {
      const std::string_view cell = record.cells[spec.position + i];
      if (cell == "0" || cell == "1") continue;
      bad.cell = spec.position + i + 1;
      bad.message =
          "the flag of " + spec.name + " " + shown(spec.flag_names[i]) + " is " + shown(cell) + ", expected 0 or 1";
      return false;
    }
    return true;
  }

  static bool holds_nul(const Record& record) {
    for (const std::string_view cell : record.cells)
      if (cell.find('\0') != std::string_view::npos) return true;
    return false;
  }

  static bool marks_hole(const ColumnSpec& spec, std::string_view cell) {
    return is_missing_mark(cell) || (!spec.missing.empty() && cell == spec.missing);
  }

  static bool check_cell(const ColumnSpec& spec, std::string_view cell, double& number, BadLine& bad) {
    if (!spec.needed && !numeric(spec)) return true;
    bad.cell = spec.position + 1;
    if (is_missing(cell) || (!spec.needed && marks_hole(spec, cell))) {
      number = missing;
      if (!spec.needed) return true;
      bad.message = spec.name + " is missing" + (cell.empty() ? "" : " (" + shown(cell) + ")");
      return false;
    }
    return !numeric(spec) || check_number(spec, cell, number, bad);
  }

  static bool check_number(const ColumnSpec& spec, std::string_view cell, double& number, BadLine& bad) {
    const auto value = spec.role == Role::time ? parse_time(cell) : parse_number(cell);
    if (!value) {
      bad.message = spec.name + " is " + shown(cell) + ", expected a " +
                    (spec.role == Role::time ? "number or a date such as 2024-02-29 12:30:00" : "finite number");
      return false;
    }
    if (spec.role != Role::time && std::abs(*value) > static_cast<double>(std::numeric_limits<float>::max())) {
      bad.message = spec.name + " is " + shown(cell) + ", expected a number within the range of a float";
      return false;
    }
    if (spec.role == Role::weight && *value < 0) {
      bad.message = spec.name + " is " + shown(cell) + ", expected a weight of at least 0";
      return false;
    }
    number = *value;
    return true;
  }

  void keep(const Record& record, Chunk& chunk) {
    for (std::size_t i = 0; i < specs_.size(); ++i) {
      const ColumnSpec& spec = specs_[i];
      LocalColumn& column = chunk.columns[i];
      if (numeric(spec)) {
        if (spec.role == Role::time)
          column.times.push_back(numbers_[i]);
        else
          column.numbers.push_back(static_cast<float>(numbers_[i]));
        continue;
      }
      std::string_view cell = record.cells[spec.position];
      if (spec.span > 1) {
        const std::string_view last = record.cells[spec.position + spec.span - 1];
        cell = {cell.data(), static_cast<std::size_t>(last.data() + last.size() - cell.data())};
      }
      column.codes.push_back(is_missing(cell) ? 0 : dictionaries_[i].add(cell));
    }
  }
};

}  // namespace

void parse_delimited(ParsedTable& table, std::shared_ptr<const Text> text, const FileFormat& format,
                     const std::vector<ColumnSpec>& specs, bool skip_bad_lines, bool keep_offsets,
                     const TaskPool& pool) {
  // A quoted cell may hold newlines. So only a reader that has seen everything before a newline knows whether it ends a
  // line.
  const bool whole = format.text.quotes && text->has_quote;
  const std::size_t size = whole ? text->bytes.size() : chunk_bytes;
  const std::vector<Range> ranges = line_ranges(text->bytes, format.first, size);
  const std::size_t base = table.chunks.size();
  table.chunks.resize(base + ranges.size());
  pool.run(ranges.size(), [&](std::size_t i) {
    table.chunks[base + i] = ChunkParser(*text, format, specs, skip_bad_lines).parse(ranges[i], keep_offsets);
  });
  table.text_of.resize(table.chunks.size(), table.texts.size());
  table.texts.push_back(std::move(text));
}

}  // namespace interplay
