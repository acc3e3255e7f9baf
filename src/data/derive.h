// Columns made from other columns of the same row, in the same way for training rows and for rows to be scored.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "data/batch.h"

namespace interplay {

// Whether the field is made of others, so that it is made again for rows to be scored.
inline bool is_made(const Field& field) { return !field.derived.name.empty(); }

// Makes the column of such a field, given views of the fields that it is made of, and the times of rows if known.
Column made_column(const Field& field, const std::function<FieldView(const std::string&)>& view_of, std::size_t rows,
                   std::span<const double> time = {});

// Makes all such columns of the interactions of data whose other columns are encoded.
void make_columns(Dataset& data);

}  // namespace interplay
