// Parses columns of which numbers and times are written in some way that their cells tell.
#pragma once

#include <vector>

#include "interplay/options.h"
#include "read/source.h"

namespace interplay {

// As parse_table, and sets the readings of numbers and times: as the options say, or the spec (of a model) where it
// reads the cells, or by the first lines. Where these leave two open, or a later cell does not fit, the whole column
// decides. The readings are in the specs of the result, and its notes tell those that were chosen. Throws
// Error(bad_data, usage), also where a column may be read in two ways.
ParsedTable parse_readings(const TableSource& source, std::vector<ColumnSpec> specs, const DataOptions& options,
                           BadLines policy, bool keep_offsets, const TaskPool& pool);

}  // namespace interplay
