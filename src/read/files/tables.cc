#include "read/files/tables.h"

#include <filesystem>
#include <fstream>

#include "data/shown.h"
#include "interplay/error.h"

namespace interplay {
namespace {

constexpr std::string_view query_prefix = "sql:";
constexpr std::size_t magic_place = 8;
constexpr std::string_view sqlite_magic{"SQLite format 3\0", 16};

bool is_database(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return false;
  char head[sqlite_magic.size()] = {};
  std::ifstream(path, std::ios::binary).read(head, sizeof head);
  return is_duckdb({head, sizeof head}) || is_sqlite({head, sizeof head});
}

}  // namespace

bool is_parquet(std::string_view bytes) { return bytes.starts_with("PAR1") && bytes.ends_with("PAR1"); }

bool is_duckdb(std::string_view bytes) {
  return bytes.size() >= magic_place + 4 && bytes.substr(magic_place, 4) == "DUCK";
}

bool is_sqlite(std::string_view bytes) { return bytes.starts_with(sqlite_magic); }

DatabaseTable named_table(const std::string& path, const std::string& what,
                          const std::function<std::vector<std::string>(const std::string& file)>& tables_of) {
  if (auto named = database_table(path)) return *std::move(named);
  const std::vector<std::string> tables = tables_of(path);
  if (tables.size() != 1)
    throw Error(
        Code::usage, at(path),
        tables.empty() ? "is " + what + " without tables" : "is " + what + " of several tables: " + listed(tables),
        tables.empty() ? "name another file" : "name one of them as " + path + "/" + tables.front());
  return {path, tables.front()};
}

std::optional<DatabaseTable> database_table(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos || slash == 0 || !is_database(path.substr(0, slash))) return std::nullopt;
  return DatabaseTable{path.substr(0, slash), path.substr(slash + 1)};
}

std::optional<std::string> query_of(const std::string& path) {
  if (!path.starts_with(query_prefix)) return std::nullopt;
  std::string query = path.substr(query_prefix.size());
  while (!query.empty() && (query.back() == ';' || query.back() == ' ' || query.back() == '\n')) query.pop_back();
  return query;
}

}  // namespace interplay
