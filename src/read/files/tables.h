// Files and addresses whose tables a library reads by their path: the bytes are not text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace interplay {

bool is_parquet(std::string_view bytes);
bool is_duckdb(std::string_view bytes);

// "FILE/TABLE", where the file is a database of DuckDB.
struct DatabaseTable {
  std::string file, table;
};
std::optional<DatabaseTable> database_table(const std::string& path);

// The query of "sql:SELECT ...".
std::optional<std::string> query_of(const std::string& path);

}  // namespace interplay
