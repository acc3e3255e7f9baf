// What a training determines about its target before it starts.
#pragma once

#include "interplay/dataset.h"
#include "interplay/options.h"
#include "plan/plan.h"

namespace interplay {

// Of the training rows. Decides between regression and binary where options.target_kind is "auto".
// Throws Error(usage, bad_data) for data without a target, no rows, missing targets, negative weights, binary targets
// other than 0 and 1, ordinal ones of a single level or more than 64, and targets that options.target_transform does
// not take.
TargetInfo target_info(const Dataset& data, const Split& split, const TrainOptions& options);

// Every target as the objective sees it. Missing targets stay missing.
std::vector<float> seen_targets(std::span<const float> targets, const TargetScale& scale);

// Removes the targets of rows that are neither for training nor for validation, so that nothing can look at them later.
void hide_targets(Dataset& data, const Split& split);

}  // namespace interplay
