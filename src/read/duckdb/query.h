// Wing duckdb: tables that DuckDB's shared library reads (Parquet, its own databases, queries), loaded at run time. In:
// a source in SQL. Out: a reader of its columns. Formats call it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "read/tables/rows.h"

namespace interplay::duckdb {

// The names of the tables and views of a database. Throws as open_source does.
std::vector<std::string> tables_of(const std::string& file);

// `source`: a table or a function of FROM, or a query in brackets. `file`: a database of DuckDB, read only; empty:
// none. `path` names the data in messages. Throws Error(unsupported) where the library is not there, Error(bad_data)
// for what it reports.
std::unique_ptr<TableReader> open_source(const std::string& file, const std::string& path, const std::string& source);

// 'text' and "name", quotes inside doubled.
std::string quoted_text(std::string_view text);
std::string quoted_name(std::string_view name);

}  // namespace interplay::duckdb
