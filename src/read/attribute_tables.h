// Tables of the attributes of users and items, for data that is read for a model.
#pragma once

#include <vector>

#include "interplay/encode.h"
#include "read/join.h"

namespace interplay {

// Opens the tables that options.join names, as open_joined does. Their columns that are attributes of the model get the
// names and kinds that these have there, and are added to options.fields; a column of the same name among the
// interactions is then not read. Throws Error(usage) for a table that is joined by no id of the model, or that holds
// none of its attributes; apart from that as open_joined.
std::vector<JoinedTable> open_attributes(TableSource& interactions, const Star& star, DataOptions& options,
                                         const TaskPool& pool);

// Reads a table of the ids of star.entities[table] as if each were an interaction: the column of ids (`key`, or else by
// the usual names; of a known table the first) and those of attributes. Throws Error(usage) where one of them lacks.
Dataset read_entities(const std::string& path, const Star& star, std::size_t table, const std::string& key,
                      const DataOptions& options, const TaskPool& pool);

}  // namespace interplay
