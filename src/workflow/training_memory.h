// What a training takes, known before it begins.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "interplay/dataset.h"
#include "interplay/options.h"
#include "plan/plan.h"

namespace interplay {

// `adapts_first`: whether the training rows are fitted before the training (workflow/adapt.h). `processes`: how many
// train together. Throws Error(usage) for
// more than the machine has or, where columns of `data` lie in a spool, than its limit leaves beside what lies there.
void require_training_memory(const ModelPlan& plan, const Dataset& data, const Split& split,
                             const TrainOptions& options, bool adapts_first, std::size_t processes);

// How many weights of every item to keep, where the plan keeps those of all pairs of items and training with them would
// take more than half of `memory` bytes; none where they fit. Less than half, for the inverse of ease needs room, and
// models are read and listed from besides.
std::optional<std::int64_t> weights_to_keep(const ModelPlan& plan, double memory);

}  // namespace interplay
