// Columns that a model derives by itself.
#pragma once

#include <optional>

#include "interplay/dataset.h"
#include "interplay/options.h"

namespace interplay {

// Encoded data with the columns that the named model reads besides those of the data (ModelDefinition::derives), made
// from the training rows, and shared otherwise. None if there is nothing to add.
std::optional<Dataset> derived_for(const Dataset& data, const Split& split, const TrainOptions& options);

}  // namespace interplay
