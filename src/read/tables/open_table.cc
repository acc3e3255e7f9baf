#include "read/tables/open_table.h"

#include <string>
#include <utility>
#include <vector>

#include "data/shown.h"
#include "interplay/error.h"
#include "read/parse/cell_check.h"
#include "read/row_spool.h"
#include "read/tables/chunk_maker.h"

namespace interplay {
namespace {

// So many rows that dictionaries of a chunk stay in the cache, where rows leave memory chunk by chunk.
constexpr std::size_t spooled_rows = std::size_t{1} << 16, sample_rows = 200;

As as_of(const ColumnSpec& spec, const TableColumn& column) {
  const bool number = column.holds == Holds::integers || column.holds == Holds::numbers;
  if (is_number(spec)) return number || column.holds == Holds::times ? As::number : As::text;
  return column.holds == Holds::integers ? As::integer : As::text;
}

Sample sample_of(TableReader& table, const std::vector<TableColumn>& columns) {
  std::vector<WantedColumn> wanted;
  for (const TableColumn& column : columns) wanted.push_back({column, As::text});
  Sample sample;
  table.read(wanted, sample_rows, 1, [&](const TableRows& rows) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
      auto& cells = sample.emplace_back();
      for (std::size_t i = 0; i < columns.size(); ++i)
        cells.emplace_back(rows.missing(i, row) ? std::string_view() : rows.text(i, row));
    }
  });
  return sample;
}

}  // namespace

OpenedFile open_table(std::shared_ptr<const Text> text, std::function<std::unique_ptr<TableReader>()> make) {
  const std::unique_ptr<TableReader> reader = make();
  std::vector<TableColumn> columns;
  std::vector<std::string> others;
  for (TableColumn& column : reader->columns()) {
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
  opened.sample = sample_of(*reader, columns);
  opened.parse = [text, make, columns](ParsedTable& table, const std::vector<ColumnSpec>& specs,
                                       const RowOptions& options, const TaskPool& pool) {
    std::vector<WantedColumn> wanted;
    for (const ColumnSpec& spec : specs)
      wanted.push_back({columns[spec.position], as_of(spec, columns[spec.position])});
    const std::unique_ptr<TableReader> rows_of_table = make();
    const std::uint64_t rows_of_all = table.row_spool ? 0 : rows_of_table->count();
    ChunkMaker maker(specs, wanted, options, table.row_spool ? spooled_rows : 0, rows_of_all, [&](Chunk chunk) {
      if (table.row_spool) table.row_spool->take({&chunk, 1}, pool);
      table.chunks.push_back(std::move(chunk));
      table.text_of.push_back(table.texts.size());
    });
    rows_of_table->read(wanted, 0, pool.threads(), [&](const TableRows& rows) { maker.add(rows); });
    maker.finish();
    table.texts.push_back(text);
  };
  opened.text = std::move(text);
  return opened;
}

}  // namespace interplay
