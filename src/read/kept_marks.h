// Texts such as NA that usually mean a missing value and are values in some columns: codes of countries, initials.
#pragma once

#include <span>
#include <string>

#include "interplay/options.h"
#include "read/source.h"

namespace interplay {

// Says in which columns such texts are values. Columns of users and items that are not integers hold ids alone, so that
// only an empty cell is a missing one; in other columns NA is one code among many of two capital letters. Where a model
// is known (`expected` has its fields), its vocabularies decide. Does nothing where --missing says which texts mean a
// missing value.
void keep_marks(TableSource& table, const DataOptions& options, std::span<const Field> expected);

// A note on those of these texts that the column holds; empty if it holds none.
std::string note_of_kept_marks(const ColumnSpec& spec, const Vocabulary& vocabulary);

}  // namespace interplay
