// Tables of entities beside the interactions: those that --join names, and those of known layouts.
#pragma once

#include <string>
#include <vector>

#include "read/source.h"

namespace interplay {

struct JoinedTable {
  TableSource source;
  std::size_t key = 0;        // its column of ids
  std::size_t joined_to = 0;  // the column of the interactions
  bool asked = false;         // by --join: its columns are fields unless --fields names others
  bool only_titles = false;   // opened for how people call its entities: it brings no entities of its own
};

// Opens what --join names ("FILE:KEY" or "FILE:KEY=KEY_IN_FILE"), and, where `options.fields` names a column that
// the interactions lack, the tables that lie beside ratings of a known layout.
// A column "title" that is no field becomes the title of its entities; a known layout's is looked for, and left out
// with a note where it cannot be read.
// Names of side columns that are taken get the key's name in front. Throws Error(usage, not_found, io, bad_data).
std::vector<JoinedTable> open_joined(TableSource& interactions, const DataOptions& options, const TaskPool& pool);

}  // namespace interplay
