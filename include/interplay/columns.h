// Which columns of a table are for what: what `read` does with the columns of files, for tables that are in memory.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "interplay/api.h"
#include "interplay/dataset.h"
#include "interplay/options.h"
#include "interplay/schema.h"

namespace INTERPLAY_API interplay {

// The name of a column and the texts of its first cells; empty is missing.
struct ColumnSample {
  std::string name;
  std::vector<std::string> cells = {};
};

// The role of every column: as `options` say, else as names and first cells suggest. `notes`, if given, receives what
// was guessed, in words. Throws Error(usage) for an option that names no column.
std::vector<Role> roles_of(std::span<const ColumnSample> columns, const DataOptions& options,
                           std::vector<std::string>* notes = nullptr);

// Whether the name is one of ids or codes, whose numbers are no quantities: "site_id", "zip code".
bool is_name_of_codes(std::string_view name);

// The data with these fields, in this order, in place of all that models read ("user", "item" by role where no field
// has the name); the target, the time, the weight, the group and titles stay. "day" is made from the times, as `read`
// does. Throws Error(usage) for a name that is none of a field that models may read, and for one that comes twice.
Dataset with_fields(Dataset data, std::span<const std::string> names);

// The data of these rows alone, which ascend. Vocabularies and tables of entities stay as they are.
Dataset with_rows(Dataset data, std::span<const std::uint32_t> rows);

}  // namespace interplay
