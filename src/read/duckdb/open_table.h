// A table of DuckDB as a file of the reader.
#pragma once

#include <memory>
#include <string>

#include "read/format.h"

namespace interplay::duckdb {

// `file`: the database, or empty; `source`: the table in SQL.
OpenedFile open_table(std::shared_ptr<const Text> text, const std::string& file, const std::string& source);

}  // namespace interplay::duckdb
