// What a training takes, known before it begins.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "data/batch.h"
#include "interplay/options.h"
#include "plan/plan.h"

namespace interplay {

// `fields`: the model's inputs; `rows`: that train. Throws Error(usage) for more than the machine has.
void require_training_memory(const ModelPlan& plan, std::span<const FieldView> fields, const TrainOptions& options,
                             std::size_t rows);

// How many weights of every item to keep, where the plan keeps those of all pairs of items and training with them would
// take more than half of `memory` bytes; none where they fit. Less than half, for the inverse of ease needs room, and
// models are read and listed from besides.
std::optional<std::int64_t> weights_to_keep(const ModelPlan& plan, double memory);

}  // namespace interplay
