// Tables of a DuckDB database: FILE where it has one table, else FILE/TABLE.
#include "read/duckdb/open_table.h"
#include "read/duckdb/query.h"

#include "data/shown.h"
#include "interplay/error.h"
#include "read/files/tables.h"
#include "read/format.h"

namespace interplay {
namespace {

Certainty recognise_duckdb(const Text& text, Contents, const DataOptions&) {
  return is_duckdb(text.bytes) ? Certainty::certain : Certainty::none;
}

OpenedFile open_duckdb(std::shared_ptr<const Text> text, Contents, const DataOptions&, Inputs&) {
  if (const auto named = database_table(text->path))
    return duckdb::open_table(std::move(text), named->file, duckdb::quoted_name(named->table));
  const std::string file = text->path;
  const std::vector<std::string> tables = duckdb::Database(file, file).tables();
  if (tables.size() != 1)
    throw Error(Code::usage, at(file),
                tables.empty() ? "is a database without tables" : "is a database of several tables: " + listed(tables),
                tables.empty() ? "name another file" : "name one of them as " + file + "/" + tables.front());
  return duckdb::open_table(std::move(text), file, duckdb::quoted_name(tables.front()));
}

}  // namespace

const Format& duckdb_format() {
  static const Format format = {.name = "duckdb", .recognise = recognise_duckdb, .open = open_duckdb};
  return format;
}

}  // namespace interplay
