// Numbers in sparse text (libsvm, libFM, libffm), where a missing entry is 0: decides which entries become columns of
// numbers, and the scale of the others.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "data/encode/scale.h"
#include "interplay/dataset.h"
#include "interplay/options.h"

namespace interplay {

// Turns entries into numeric columns if their index is named by at least half of the training rows, with more than one
// value besides 0 (or with the same value, not 1, in every row). If no row names two indices of a field, they are the
// categories of that field and remain in it. A column is named after its field and index, "features:3", or only after
// its field if that has no other index. Adds to data.notes.
void take_columns(Dataset& data, std::span<const std::uint32_t> train_rows, const DataOptions& options);

// Makes the columns of a model. They are 0 where a row lacks the entry.
void take_columns(Dataset& data, const Schema& schema);

// Sets the divisors for the values of a bag (Field::scales, curve, limit). Nothing is subtracted, so that a missing
// entry remains 0. `how` is DataOptions::numeric_scale: standard divides by the root mean square of an index's values
// other than 0, minmax by the largest, log by the root mean square of their logarithms, robust and quantile by the
// median, within the limit; auto is the first of standard, log and robust for which no value exceeds far_out. An index
// whose only value is 1 keeps it.
void set_scales(Field& field, const MultiColumn& column, const TrainingRows& training, std::string_view how);

// Replaces values by what models see.
void apply_scales(const Field& field, MultiColumn& column);

}  // namespace interplay
