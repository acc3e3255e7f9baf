// What the columns of a table mean: roles and kinds, as the options say or as names and places suggest.
#pragma once

#include <string>
#include <vector>

#include "read/source.h"

namespace interplay {

// Sets the roles of the interactions' columns: as the options say; else those of the columns that `expected` fields
// (of a model) name, which get their kinds, too; else by guesses, which are noted.
// Throws Error(usage) for a column that is not there.
void assign_roles(TableSource& interactions, const DataOptions& options, std::span<const Field> expected = {});

// Makes a column what its role asks for: ids are needed categories, target, weight and time needed numbers.
void give_role(ColumnSpec& column, Role role);

// Applies --numeric, --categorical and --multi to the columns of all tables. Throws Error(usage).
void declare_kinds(std::span<TableSource* const> tables, const DataOptions& options);

// Throws Error(usage) that names the nearest of `names`.
[[noreturn]] void unknown_column(const std::string& what, const std::string& wanted,
                                 const std::vector<std::string>& names);

std::vector<std::string> names_of(const std::vector<ColumnSpec>& columns);

}  // namespace interplay
