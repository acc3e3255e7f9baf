// Parquet files, by DuckDB's library.
#include "read/duckdb/query.h"
#include "read/files/tables.h"
#include "read/format.h"
#include "read/tables/open_table.h"

namespace interplay {
namespace {

Certainty recognise_parquet(const Text& text, Contents, const DataOptions&) {
  return is_parquet(text.bytes) ? Certainty::certain : Certainty::none;
}

OpenedFile open_parquet(std::shared_ptr<const Text> text, Contents, const DataOptions&, Inputs&) {
  const std::string path = text->path, source = "read_parquet(" + duckdb::quoted_text(path) + ")";
  return open_table(std::move(text), [path, source] { return duckdb::open_source("", path, source); });
}

}  // namespace

const Format& parquet_format() {
  static const Format format = {.name = "parquet", .recognise = recognise_parquet, .open = open_parquet};
  return format;
}

}  // namespace interplay
