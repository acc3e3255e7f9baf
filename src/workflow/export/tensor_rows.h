// Wing export: a model for other programs (interplay/export.h). In: a model. Out: NumPy arrays with the names of their
// rows, or libFM's text. The program and users of the library call it.
//
// The meaning of the rows of a model's tensors.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/implementation.h"

namespace interplay {

// The index in the schema of the field whose features a tensor holds; none for tensors of terms and heads.
std::optional<std::size_t> field_of_tensor(const ModelPlan& plan, TensorId tensor);

// The row's id; "(unseen)" or "(padding)"; for numbers "slope" and "offset".
std::string row_name(const Field& field, std::uint32_t row);

// For every code of a field with an entity's ids: the row in the entity's table (0 if there is none). Empty for other
// fields.
std::vector<std::uint32_t> entity_rows_of_codes(const Star& star, std::size_t field);

// Throws Error(usage) if there is no member of that number (from 0).
void check_member(const ModelImplementation& model, std::size_t member);

// The text without tabs and line ends, which would break a table.
std::string table_cell(std::string text);

}  // namespace interplay
