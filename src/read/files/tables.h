// Files and addresses whose tables a library reads by their path: the bytes are not text.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace interplay {

bool is_parquet(std::string_view bytes);
bool is_duckdb(std::string_view bytes);
bool is_sqlite(std::string_view bytes);

// "FILE/TABLE", where the file is a database of DuckDB or SQLite.
struct DatabaseTable {
  std::string file, table;
};
std::optional<DatabaseTable> database_table(const std::string& path);
// The same where the path is FILE alone, and the database has one table. `what`: it is, in messages. Throws
// Error(usage) where there are none or several.
DatabaseTable named_table(const std::string& path, const std::string& what,
                          const std::function<std::vector<std::string>(const std::string& file)>& tables_of);

// The query of "sql:SELECT ...".
std::optional<std::string> query_of(const std::string& path);

}  // namespace interplay
