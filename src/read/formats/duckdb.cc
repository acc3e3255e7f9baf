// Tables of a DuckDB database: FILE where it has one table, else FILE/TABLE.
#include "read/duckdb/query.h"
#include "read/files/tables.h"
#include "read/format.h"
#include "read/tables/open_table.h"

namespace interplay {
namespace {

Certainty recognise_duckdb(const Text& text, Contents, const DataOptions&) {
  return is_duckdb(text.bytes) ? Certainty::certain : Certainty::none;
}

OpenedFile open_duckdb(std::shared_ptr<const Text> text, Contents, const DataOptions&, Inputs&) {
  const std::string path = text->path;
  const DatabaseTable place = named_table(path, "a database", duckdb::tables_of);
  return open_table(std::move(text),
                    [path, place] { return duckdb::open_source(place.file, path, duckdb::quoted_name(place.table)); });
}

}  // namespace

const Format& duckdb_format() {
  static const Format format = {.name = "duckdb", .recognise = recognise_duckdb, .open = open_duckdb};
  return format;
}

}  // namespace interplay
