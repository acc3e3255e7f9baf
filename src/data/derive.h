// Columns that are made of other columns of the same row, for rows that are scored as for those of training.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "data/batch.h"

namespace interplay {

// Whether the field is made of others: for rows that are scored it is made again.
inline bool is_made(const Field& field) { return !field.derived.name.empty(); }

// The column of such a field, given views of those that it is made of, and the times of rows where these are known.
Column made_column(const Field& field, const std::function<FieldView(const std::string&)>& view_of, std::size_t rows,
                   std::span<const double> time = {});

// Makes such columns of the interactions of data whose other columns are encoded.
void make_columns(Dataset& data);

}  // namespace interplay
