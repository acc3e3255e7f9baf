// Columns from which a model cannot learn what they hold.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "interplay/dataset.h"
#include "interplay/options.h"

namespace interplay {

// What is to be known of columns that models read, in words for people, by the rows that training sees: columns
// without any value, and categories of nearly one row each, with what can be done. `data`: before it is encoded.
std::vector<std::string> notes_on_columns(const Dataset& data, std::span<const std::uint32_t> train_rows,
                                          const DataOptions& options);

}  // namespace interplay
