// Columns of other data in the terms of a model's fields.
#pragma once

#include "interplay/dataset.h"

namespace interplay {

// The values of a column of the field `found` as a column of the field `wanted`: codes of its vocabulary, numbers, bags
// under its scales. Rows stay what they are; what the vocabulary lacks is code 0, or no entry of a bag. Throws
// Error(bad_data) for a kind that cannot be converted.
Column converted(Column column, const Field& found, const Field& wanted);

}  // namespace interplay
