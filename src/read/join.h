// Entity tables beside the interactions: those that --join names, and those of known layouts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "read/source.h"

namespace interplay {

struct JoinedTable {
  TableSource source;
  std::size_t key = 0;        // its column of ids
  std::size_t joined_to = 0;  // the column of the interactions
  bool asked = false;         // requested by --join: its columns are fields unless --fields names others
  bool only_titles = false;   // opened for the titles of its entities; it adds no entities
};

// The file in "FILE:KEY" or "FILE:KEY=COLUMN". The path may hold colons, and so may a name: it ends at the last colon
// with a file before it, or at the last one if there is no such file.
std::string joined_path(const std::string& join);

// Opens the tables that --join names ("FILE:KEY" or "FILE:KEY=KEY_IN_FILE") and, if `options.fields` names a column
// that the interactions lack, the tables beside ratings of a known layout. A column "title" that is no field becomes
// the title of its entities; in a known layout titles are looked for, and a note tells if they cannot be read. If the
// name of a side column is taken, the key's name is put before it. Throws Error(usage, not_found, io, bad_data).
std::vector<JoinedTable> open_joined(TableSource& interactions, const DataOptions& options, const TaskPool& pool);

// The column of that name, or of the role that the name says ("user" where the header is userId).
std::optional<std::size_t> find_key(const std::vector<ColumnSpec>& columns, const std::string& wanted);

// The parts of a value of --join: FILE:KEY or FILE:KEY=KEY_IN_FILE.
struct JoinOption {
  std::string path, key, key_in_file;
};
JoinOption parse_join(const std::string& text);

}  // namespace interplay
