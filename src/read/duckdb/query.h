// Wing duckdb: tables that DuckDB's shared library reads (Parquet, its own databases, queries), loaded at run time. In:
// a source in SQL. Out: its columns and, for the columns that are asked for, chunks of rows like those of text. Formats
// call it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace interplay::duckdb {

// What a column of a table holds, as far as it matters here.
enum class Holds { integers, numbers, times, texts, lists, other };

struct TableColumn {
  std::string name, type;  // as DuckDB calls it
  Holds holds = Holds::other;
};

// How values are asked for.
enum class As { integer, number, text };

// 2,048 rows at most, one value of each column that was asked for.
class Rows {
 public:
  virtual ~Rows() = default;
  virtual std::size_t size() const = 0;
  virtual bool missing(std::size_t column, std::size_t row) const = 0;
  // What the column was asked for as. Texts are there until the next rows.
  virtual std::int64_t integer(std::size_t column, std::size_t row) const = 0;
  virtual double number(std::size_t column, std::size_t row) const = 0;
  virtual std::string_view text(std::size_t column, std::size_t row) const = 0;
};

// A connection. Throws Error(unsupported) where the library is not there, Error(bad_data) for what it reports.
class Database {
 public:
  // `file`: a database of DuckDB, read only; empty: none. `path` names the data in messages.
  Database(const std::string& file, std::string path);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Of `source`: a table or a function of FROM.
  std::vector<TableColumn> columns_of(const std::string& source);
  // The names of the tables and views of the database.
  std::vector<std::string> tables();

  struct Wanted {
    TableColumn column;
    As as = As::text;
  };
  // Calls `use` for all rows of the source in their order, as they come, or for the first `limit`. `threads` 0: all.
  void read(const std::string& source, const std::vector<Wanted>& wanted, std::uint64_t limit, int threads,
            const std::function<void(const Rows&)>& use);

 private:
  class Connection;
  std::unique_ptr<Connection> connection_;
};

// 'text' and "name", quotes inside doubled.
std::string quoted_text(std::string_view text);
std::string quoted_name(std::string_view name);

}  // namespace interplay::duckdb
