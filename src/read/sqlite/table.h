// Wing sqlite: tables of SQLite databases. In: a file and the name of a table. Out: a reader of its columns, all of
// them as texts, since a column of SQLite may hold values of any type. The format `sqlite` calls it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "read/tables/rows.h"

namespace interplay::sqlite {

// The names of the tables and views of a database. Throws Error(bad_data).
std::vector<std::string> tables_of(const std::string& file);

// `path` names the data in messages. Throws Error(bad_data) for what SQLite reports.
std::unique_ptr<TableReader> open_table(const std::string& file, const std::string& path, const std::string& table);

}  // namespace interplay::sqlite
