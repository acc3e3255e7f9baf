// The result of parsing, before vocabularies are merged: chunks of text, each with its own numbering of strings.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/text/reading.h"
#include "interplay/schema.h"
#include "read/bad_lines.h"
#include "read/text.h"

namespace interplay {

// What an undeclared column of integers is.
enum class Integers {
  categories,
  codes,       // categories, where others are numbers
  quantities,  // numbers if there are many different ones
};

// How one column of text is read.
struct ColumnSpec {
  std::string name;                                                     // of the field that it becomes
  std::string header;                                                   // in the file; empty if there is none
  std::size_t position = 0;                                             // cell within the line, from 0
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);  // of a file with named cells that lacks it
  std::size_t span = 1;  // cells read as one text, delimiters included (only where there are no quotes)
  Kind kind = Kind::categorical;
  Role role = Role::feature;
  bool declared = false;  // the kind is given: a value that does not fit is an error
  bool needed = false;    // a missing value is an error
  Integers integers = Integers::categories;
  std::string separator = "|";                                    // multi
  std::string missing;                                            // numeric: Field::missing
  std::shared_ptr<const CellReading> reading;                     // of numbers and times; null: the plain one
  std::string decimal = "auto";                                   // DataOptions::decimal
  std::shared_ptr<const std::vector<std::string>> missing_texts;  // DataOptions::missing; null: the usual ones
  bool keeps_marks = false;             // it was guessed that some of the usual ones are values (kept_marks.h)
  std::vector<std::string> flag_names;  // multi: the cell is 0/1 flags, one for each of these values
};

// Numbers if the spec is declared numeric (times as doubles); otherwise codes: 0 for missing, else an index into
// `distinct`, from 1. Bags of libsvm text also have offsets and weights.
struct LocalColumn {
  std::vector<float> numbers;
  std::vector<double> times;
  std::vector<std::uint32_t> codes;
  std::vector<std::string_view> distinct;
  std::vector<std::uint64_t> offsets;
  std::vector<float> weights;
};

// Never copied: `distinct` refers to its strings, which stay in place when it is moved.
struct Chunk {
  Chunk() = default;
  Chunk(Chunk&&) = default;
  Chunk& operator=(Chunk&&) = default;

  std::size_t rows = 0;
  std::vector<LocalColumn> columns;
  std::vector<std::size_t> row_offsets;  // of every row in the text; only if requested
  BadLineCount bad;
  std::deque<std::string> strings;  // unescaped cells that `distinct` refers to
};

class RowSpool;

struct ParsedTable {
  std::vector<ColumnSpec> specs;
  std::vector<Chunk> chunks;  // in the order of the text
  // If given, memory is limited: chunks have their values there and hold no more than their counts.
  std::shared_ptr<RowSpool> row_spool;
  std::vector<std::shared_ptr<const Text>> texts;
  std::vector<std::size_t> text_of;  // the text of every chunk
  std::size_t rows = 0;
  std::uint64_t bad_lines = 0;
  std::vector<std::string> notes;
};

// Size of the chunks of text. Fixed, so that nothing depends on the number of threads; half a megabyte is some 25,000
// ratings: enough to hide the cost of a task, small enough that a chunk's dictionaries stay in the cache.
inline constexpr std::size_t chunk_bytes = std::size_t{1} << 19;

struct RowOptions {
  bool keep_offsets = false;  // fill Chunk::row_offsets
};

// Parses the columns `specs` of one file and appends its chunks and its text to the table; lines that do not fit are
// rejected.
using RowParser = std::function<void(ParsedTable& table, const std::vector<ColumnSpec>& specs,
                                     const RowOptions& options, const TaskPool& pool)>;

// Adds the chunks that `parse` makes of the ranges of a text, in parallel.
void add_chunks(ParsedTable& table, std::shared_ptr<const Text> text, const std::vector<Range>& ranges,
                const TaskPool& pool, const std::function<Chunk(Range)>& parse);

// The distinct texts of a column: of each chunk or, where rows are spooled, of all of them.
std::vector<std::span<const std::string_view>> distinct_texts(const ParsedTable& table, std::size_t column);

// Sums rows and bad lines; notes the first bad lines of every text. Throws Error(bad_data) for lines that may not be
// left out.
void finish(ParsedTable& table, BadLines policy);

}  // namespace interplay
