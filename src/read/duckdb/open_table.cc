#include "read/duckdb/open_table.h"

#include <charconv>
#include <cmath>
#include <utility>

#include "data/shown.h"
#include "data/text/dictionary.h"
#include "interplay/error.h"
#include "read/duckdb/query.h"
#include "read/parse/cell_check.h"
#include "read/row_spool.h"

namespace interplay::duckdb {
namespace {

// So many rows that dictionaries of a chunk stay in the cache.
constexpr std::size_t chunk_rows = std::size_t{1} << 16, sample_rows = 200;

// Rows of a table as chunks of columns, like those of text.
class ChunkMaker {
 public:
  ChunkMaker(const std::vector<ColumnSpec>& specs, const std::vector<Database::Wanted>& wanted,
             const RowOptions& options, std::function<void(Chunk)> done)
      : specs_(specs), wanted_(wanted), options_(options), done_(std::move(done)), numbers_(specs.size()) {
    begin();
  }

  void add(const Rows& rows) {
    for (std::size_t row = 0; row < rows.size(); ++row, ++read_) add(rows, row);
    if (chunk_.rows >= chunk_rows) end();
  }

  void finish() {
    if (chunk_.rows > 0 || chunk_.bad.lines > 0) end();
  }

 private:
  const std::vector<ColumnSpec>& specs_;
  const std::vector<Database::Wanted>& wanted_;
  RowOptions options_;
  std::function<void(Chunk)> done_;
  Chunk chunk_;
  std::vector<Dictionary> dictionaries_;
  std::vector<double> numbers_;  // of the row that is being read
  std::uint64_t read_ = 0;       // rows before it
  char digits_[24];

  void begin() {
    chunk_ = Chunk();
    chunk_.columns.resize(specs_.size());
    dictionaries_.assign(specs_.size(), Dictionary());
  }

  void end() {
    for (std::size_t i = 0; i < specs_.size(); ++i) chunk_.columns[i].distinct = std::move(dictionaries_[i]).take();
    done_(std::move(chunk_));
    begin();
  }

  // What the cell would be in a file of text; numbers that are read as such have none.
  std::string_view cell(const Rows& rows, std::size_t i, std::size_t row) {
    if (rows.missing(i, row)) return {};
    if (wanted_[i].as == As::text) return rows.text(i, row);
    const char* end = std::to_chars(std::begin(digits_), std::end(digits_), rows.integer(i, row)).ptr;
    return {digits_, static_cast<std::size_t>(end - digits_)};
  }

  bool check(const Rows& rows, std::size_t i, std::size_t row, BadLine& bad) {
    if (wanted_[i].as == As::integer && !rows.missing(i, row)) return true;
    if (wanted_[i].as != As::number) return check_cell(specs_[i], cell(rows, i, row), numbers_[i], bad);
    const double number = rows.missing(i, row) ? std::nan("") : rows.number(i, row);
    numbers_[i] = number;
    const bool fits = std::isnan(number) ? !specs_[i].needed : std::abs(number) <= largest;
    if (fits) return true;
    const std::string written = std::isnan(number) ? "" : std::to_string(number);
    return check_any_cell(specs_[i], written, numbers_[i], bad);
  }
  static constexpr double largest = 3e38;

  void add(const Rows& rows, std::size_t row) {
    for (std::size_t i = 0; i < specs_.size(); ++i) {
      BadLine bad{0, i + 1, {}};
      if (check(rows, i, row, bad)) continue;
      bad.message = "row " + std::to_string(read_ + 1) + ": " + bad.message;
      reject(chunk_, std::move(bad));
      return;
    }
    for (std::size_t i = 0; i < specs_.size(); ++i) keep(rows, i, row);
    if (options_.keep_offsets) chunk_.row_offsets.push_back(0);
    ++chunk_.rows;
  }

  void keep(const Rows& rows, std::size_t i, std::size_t row) {
    LocalColumn& column = chunk_.columns[i];
    if (is_number(specs_[i])) {
      if (specs_[i].role == Role::time)
        column.times.push_back(numbers_[i]);
      else
        column.numbers.push_back(static_cast<float>(numbers_[i]));
      return;
    }
    const std::string_view text = cell(rows, i, row);
    if (is_missing(specs_[i], text)) {
      column.codes.push_back(0);
      return;
    }
    const std::size_t known = dictionaries_[i].distinct().size();
    const std::uint32_t code = dictionaries_[i].add(text);
    if (code > known) dictionaries_[i].move_text(code, chunk_.strings.emplace_back(text));
    column.codes.push_back(code);
  }
};

As as_of(const ColumnSpec& spec, const TableColumn& column) {
  const bool number = column.holds == Holds::integers || column.holds == Holds::numbers;
  if (is_number(spec)) return number || column.holds == Holds::times ? As::number : As::text;
  return column.holds == Holds::integers ? As::integer : As::text;
}

Sample sample_of(Database& database, const std::string& source, const std::vector<TableColumn>& columns) {
  std::vector<Database::Wanted> wanted;
  for (const TableColumn& column : columns) wanted.push_back({column, As::text});
  Sample sample;
  database.read(source, wanted, sample_rows, 1, [&](const Rows& rows) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
      auto& cells = sample.emplace_back();
      for (std::size_t i = 0; i < columns.size(); ++i)
        cells.emplace_back(rows.missing(i, row) ? std::string_view() : rows.text(i, row));
    }
  });
  return sample;
}

}  // namespace

OpenedFile open_table(std::shared_ptr<const interplay::Text> text, const std::string& file, const std::string& source) {
  Database database(file, text->path);
  std::vector<TableColumn> columns;
  std::vector<std::string> others;
  for (TableColumn& column : database.columns_of(source)) {
    if (column.holds == Holds::other)
      others.push_back(column.name);
    else
      columns.push_back(std::move(column));
  }
  OpenedFile opened;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    ColumnSpec& spec = opened.columns.emplace_back();
    spec.name = spec.header = columns[i].name;
    spec.position = i;
    if (columns[i].holds == Holds::numbers || columns[i].holds == Holds::lists) {
      spec.kind = columns[i].holds == Holds::lists ? Kind::multi : Kind::numeric;
      spec.declared = true;
    }
  }
  if (columns.empty())
    throw Error(Code::bad_data, at(text->path), "holds no column of numbers, texts, times or lists",
                "name another table");
  if (!others.empty()) opened.notes.push_back("left out: " + listed(others) + ", whose values are records or bytes");
  opened.sample = sample_of(database, source, columns);
  opened.parse = [text, file, source, columns](ParsedTable& table, const std::vector<ColumnSpec>& specs,
                                               const RowOptions& options, const TaskPool& pool) {
    std::vector<Database::Wanted> wanted;
    for (const ColumnSpec& spec : specs)
      wanted.push_back({columns[spec.position], as_of(spec, columns[spec.position])});
    ChunkMaker maker(specs, wanted, options, [&](Chunk chunk) {
      if (table.row_spool) table.row_spool->take({&chunk, 1}, pool);
      table.chunks.push_back(std::move(chunk));
      table.text_of.push_back(table.texts.size());
    });
    Database(file, text->path).read(source, wanted, 0, pool.threads(), [&](const Rows& rows) { maker.add(rows); });
    maker.finish();
    table.texts.push_back(text);
  };
  opened.text = std::move(text);
  return opened;
}

}  // namespace interplay::duckdb
