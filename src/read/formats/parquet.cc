// Parquet files, by DuckDB's library.
#include "read/duckdb/open_table.h"
#include "read/duckdb/query.h"
#include "read/files/tables.h"
#include "read/format.h"

namespace interplay {
namespace {

Certainty recognise_parquet(const Text& text, Contents, const DataOptions&) {
  return is_parquet(text.bytes) ? Certainty::certain : Certainty::none;
}

OpenedFile open_parquet(std::shared_ptr<const Text> text, Contents, const DataOptions&, Inputs&) {
  const std::string source = "read_parquet(" + duckdb::quoted_text(text->path) + ")";
  return duckdb::open_table(std::move(text), "", source);
}

}  // namespace

const Format& parquet_format() {
  static const Format format = {.name = "parquet", .recognise = recognise_parquet, .open = open_parquet};
  return format;
}

}  // namespace interplay
