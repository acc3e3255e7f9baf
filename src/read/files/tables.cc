#include "read/files/tables.h"

#include <filesystem>
#include <fstream>

namespace interplay {
namespace {

constexpr std::string_view query_prefix = "sql:";
constexpr std::size_t magic_place = 8;

bool is_database(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return false;
  char head[magic_place + 4] = {};
  std::ifstream(path, std::ios::binary).read(head, sizeof head);
  return is_duckdb({head, sizeof head});
}

}  // namespace

bool is_parquet(std::string_view bytes) { return bytes.starts_with("PAR1") && bytes.ends_with("PAR1"); }

bool is_duckdb(std::string_view bytes) {
  return bytes.size() >= magic_place + 4 && bytes.substr(magic_place, 4) == "DUCK";
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
