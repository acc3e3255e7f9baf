// What the rows of a model's tensors stand for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/implementation.h"

namespace interplay {

// The field whose features a tensor holds, as a place in the schema; none for tensors of terms and heads.
std::optional<std::size_t> field_of_tensor(const ModelPlan& plan, TensorId tensor);

// The row's id; "(unseen)", "(padding)"; of numbers "slope" and "offset".
std::string row_name(const Field& field, std::uint32_t row);

// For every code of a field that holds an entity's ids: its row in that table (0 where there is none). Empty for
// others.
std::vector<std::uint32_t> entity_rows_of_codes(const Star& star, std::size_t field);

// Throws Error(usage) where there is no member of that number (from 0).
void check_member(const ModelImplementation& model, std::size_t member);

// Without tabs and line ends, which would break a table.
std::string table_cell(std::string text);

}  // namespace interplay
