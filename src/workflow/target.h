// What a training learns of its target before it starts.
#pragma once

#include "interplay/dataset.h"
#include "interplay/options.h"
#include "model/plan.h"

namespace interplay {

// The values of the target column. Throws Error(usage) when there is none.
std::span<const float> target_of(const Dataset& data);

// Of the training rows. Decides between regression and binary where options.target_kind is "auto".
// Throws Error(usage, bad_data) for no rows, missing targets, negative weights, binary targets other than 0 and 1, and
// ordinal ones of a single level or more than 64.
TargetInfo target_info(const Dataset& data, const Split& split, const TrainOptions& options);

}  // namespace interplay
