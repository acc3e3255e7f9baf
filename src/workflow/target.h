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
SharedSpan<float> seen_targets(std::span<const float> targets, const TargetScale& scale);

// The values of many rows, in the spool where the values lie in one; empty if `values` is.
SharedSpan<float> gathered(std::span<const float> values, std::span<const std::uint32_t> rows);

// Removes the targets of rows that are neither for training nor for validation, so that nothing can look at them later.
void hide_targets(Dataset& data, const Split& split);

}  // namespace interplay
