// Wing tables: tables that a library reads (by DuckDB: Parquet, its databases, queries; by SQLite: its databases). In:
// a reader of columns of one type each, a few thousand rows at a time. Out: chunks of rows like those of text, so that
// roles, kinds, vocabularies and joins are those of every format. Formats call it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace interplay {

// What a column of a table holds, as far as it matters here.
enum class Holds { integers, numbers, times, texts, lists, other };

struct TableColumn {
  std::string name;
  Holds holds = Holds::other;
};

// How values are asked for.
enum class As { integer, number, text };

struct WantedColumn {
  TableColumn column;
  As as = As::text;
};

// Some rows, with one value of each column that was asked for.
class TableRows {
 public:
  virtual ~TableRows() = default;
  virtual std::size_t size() const = 0;
  virtual bool missing(std::size_t column, std::size_t row) const = 0;
  // What the column was asked for as, by row, until the next rows.
  virtual const std::int64_t* integers(std::size_t column) const = 0;
  virtual const double* numbers(std::size_t column) const = 0;
  virtual std::string_view text(std::size_t column, std::size_t row) const = 0;
};

class TableReader {
 public:
  virtual ~TableReader() = default;
  virtual std::vector<TableColumn> columns() = 0;
  // How many rows there are; 0 where they would have to be read to be counted.
  virtual std::uint64_t count() = 0;
  // Calls `use` for all rows in their order, as they come, or for the first `limit`. `threads` 0: all.
  virtual void read(const std::vector<WantedColumn>& wanted, std::uint64_t limit, int threads,
                    const std::function<void(const TableRows&)>& use) = 0;
};

}  // namespace interplay
