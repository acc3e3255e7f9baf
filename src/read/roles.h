// The meaning of the columns of a table: roles and kinds, by the options, or as names and positions suggest.
#pragma once

#include <string>
#include <vector>

#include "read/source.h"

namespace interplay {

// Sets the roles of the interactions' columns: as the options say; otherwise by the names of `expected` fields (of a
// model), which also determine the kinds; otherwise by guesses, which are noted. Throws Error(usage) for a column that
// does not exist.
void assign_roles(TableSource& interactions, const DataOptions& options, std::span<const Field> expected = {});

// The column that options name for a role; empty if they leave it open.
const std::string& option_of(const DataOptions& options, Role role);
// The roles that have an option.
std::vector<Role> role_names();

// Gives a column the kind of its role: ids are required categories; target, weight and time are required numbers.
void give_role(ColumnSpec& column, Role role);

// Declares the column to be of the kind of a model's field, written in the same way.
void read_as(ColumnSpec& column, const Field& field);

// Applies --numeric, --categorical and --multi to the columns of all tables. Throws Error(usage).
void declare_kinds(std::span<TableSource* const> tables, const DataOptions& options);

// Throws Error(usage), naming the nearest of `names`.
[[noreturn]] void unknown_column(const std::string& what, const std::string& wanted,
                                 const std::vector<std::string>& names);

std::vector<std::string> names_of(const std::vector<ColumnSpec>& columns);

}  // namespace interplay
