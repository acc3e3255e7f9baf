// What a query gives, as "sql:SELECT ... FROM 'file.parquet' ...": DuckDB's SQL over files of all kinds that it reads.
#include "interplay/error.h"
#include "read/duckdb/query.h"
#include "read/files/tables.h"
#include "read/format.h"
#include "read/tables/open_table.h"

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
  const std::string path = text->path, source = "(" + *query + ")";
  return open_table(std::move(text), [path, source] { return duckdb::open_source("", path, source); });
}

}  // namespace

const Format& sql_format() {
  static const Format format = {.name = "sql", .recognise = recognise_sql, .open = open_sql};
  return format;
}

}  // namespace interplay
