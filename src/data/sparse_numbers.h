// Numbers of sparse text (libsvm, libFM, libffm), where an entry that a row lacks is 0: which entries are columns of
// numbers, and the scale of the others.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "data/scale.h"
#include "interplay/dataset.h"
#include "interplay/options.h"

namespace interplay {

// Makes columns of the entries that hold numbers as a column of a table does: those of an index that at least half of
// the training rows name, with more than one value besides 0 (or the same one, not 1, in every row). Where no row
// names two indices of a field, they are the categories of that field and stay in it. A column bears the name of its
// field and its index, "features:3", or of its field alone where that has no other index. Says so in data.notes.
void take_columns(Dataset& data, std::span<const std::uint32_t> train_rows, const DataOptions& options);

// Makes the columns that a model has; of entries that its own rows lack they are 0.
void take_columns(Dataset& data, const Schema& schema);

// Sets what the values of a bag are divided by (Field::scales, curve, limit): nothing is subtracted, so that 0 stays
// what a row has that lacks the entry. `how` is DataOptions::numeric_scale: standard divides by the root mean square of
// an index's values other than 0, minmax by the greatest, log by that of their logarithms, robust and quantile by the
// median, within the limit; auto is the first of standard, log and robust under which no value exceeds far_out. An
// index whose only value is 1 keeps it.
void set_scales(Field& field, const MultiColumn& column, const TrainingRows& training, std::string_view how);

// The values as models see them.
void apply_scales(const Field& field, MultiColumn& column);

}  // namespace interplay
