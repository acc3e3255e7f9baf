#include "read/duckdb/library.h"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <type_traits>

namespace interplay::duckdb {
namespace {

constexpr std::string_view package = "@duckdb/node-bindings-linux-x64";

// Where the command of the message puts it.
std::filesystem::path own_folder() {
  if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data != '\0')
    return std::filesystem::path(data) / "interplay";
  const char* home = std::getenv("HOME");
  return std::filesystem::path(home == nullptr ? "/" : home) / ".local/share/interplay";
}

std::string place() {
  if (const char* named = std::getenv("INTERPLAY_DUCKDB"); named != nullptr && *named != '\0') return named;
  const std::filesystem::path installed = own_folder() / "node_modules" / package / "libduckdb.so";
  std::error_code ignored;
  return std::filesystem::exists(installed, ignored) ? installed.string() : "libduckdb.so";
}

std::string remedy() {
  return "get it by: npm install --prefix '" + own_folder().string() + "' " + std::string(package) +
         " (or name a libduckdb.so by INTERPLAY_DUCKDB), or write the data as CSV or JSON lines";
}

}  // namespace

Library::Library() : library(place().c_str(), "Parquet files, databases of DuckDB and SQL", remedy()) {
  const auto find = [&](auto& function, const char* name) {
    function = library.find<std::remove_pointer_t<std::remove_reference_t<decltype(function)>>>(name);
  };
  find(open_ext, "duckdb_open_ext");
  find(close, "duckdb_close");
  find(create_config, "duckdb_create_config");
  find(set_config, "duckdb_set_config");
  find(destroy_config, "duckdb_destroy_config");
  find(connect, "duckdb_connect");
  find(disconnect, "duckdb_disconnect");
  find(query, "duckdb_query");
  find(prepare, "duckdb_prepare");
  find(prepare_error, "duckdb_prepare_error");
  find(execute_streaming, "duckdb_execute_prepared_streaming");
  find(destroy_prepare, "duckdb_destroy_prepare");
  find(result_error, "duckdb_result_error");
  find(destroy_result, "duckdb_destroy_result");
  find(column_count, "duckdb_column_count");
  find(column_name, "duckdb_column_name");
  find(column_type, "duckdb_column_type");
  find(fetch_chunk, "duckdb_fetch_chunk");
  find(destroy_chunk, "duckdb_destroy_data_chunk");
  find(chunk_size, "duckdb_data_chunk_get_size");
  find(chunk_vector, "duckdb_data_chunk_get_vector");
  find(vector_data, "duckdb_vector_get_data");
  find(vector_validity, "duckdb_vector_get_validity");
  find(free, "duckdb_free");
}

const Library& library() {
  static const Library loaded;
  return loaded;
}

}  // namespace interplay::duckdb
