// What a query gives, as "sql:SELECT ... FROM 'file.parquet' ...": DuckDB's SQL over files of all kinds that it reads.
#include "interplay/error.h"
#include "read/duckdb/open_table.h"
#include "read/files/tables.h"
#include "read/format.h"

namespace interplay {
namespace {

Certainty recognise_sql(const Text& text, Contents, const DataOptions&) {
  return query_of(text.path) ? Certainty::certain : Certainty::none;
}

OpenedFile open_sql(std::shared_ptr<const Text> text, Contents, const DataOptions&, Inputs&) {
  const auto query = query_of(text->path);
  if (!query)
    throw Error(Code::usage, at(text->path), "is a file, and option 'format' says that it is a query",
                "leave --format out, or write sql:SELECT ... in place of a path");
  return duckdb::open_table(std::move(text), "", "(" + *query + ")");
}

}  // namespace

const Format& sql_format() {
  static const Format format = {.name = "sql", .recognise = recognise_sql, .open = open_sql};
  return format;
}

}  // namespace interplay
