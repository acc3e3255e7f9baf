// Tables of an SQLite database: FILE where it has one table, else FILE/TABLE.
#include "read/files/tables.h"
#include "read/format.h"
#include "read/sqlite/table.h"
#include "read/tables/open_table.h"

namespace interplay {
namespace {

Certainty recognise_sqlite(const Text& text, Contents, const DataOptions&) {
  return is_sqlite(text.bytes) ? Certainty::certain : Certainty::none;
}

OpenedFile open_sqlite_table(std::shared_ptr<const Text> text, Contents, const DataOptions&, Inputs&) {
  const std::string path = text->path;
  const DatabaseTable place = named_table(path, "an SQLite database", sqlite::tables_of);
  return open_table(std::move(text), [path, place] { return sqlite::open_table(place.file, path, place.table); });
}

}  // namespace

const Format& sqlite_format() {
  static const Format format = {.name = "sqlite", .recognise = recognise_sqlite, .open = open_sqlite_table};
  return format;
}

}  // namespace interplay
