// What must hold of a builder's columns before their values are looked at.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "interplay/build.h"

namespace interplay {

// Throws Error(usage) for names, roles and keys that come twice or do not fit, Error(bad_data) for columns of different
// lengths and for data without a row, Error(unsupported) for too many rows.
void check_columns(std::span<const NamedColumn> columns, std::span<const JoinedColumns> joined);

// Throws Error(usage) for a name that is no field or comes twice.
void check_fields(std::span<const std::string> fields, std::span<const NamedColumn> columns,
                  std::span<const JoinedColumns> joined);

// Throws Error(usage) where sources do not begin at row 0 and ascend.
void check_sources(std::span<const Dataset::Source> sources, std::size_t rows);

}  // namespace interplay
