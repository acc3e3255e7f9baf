// What a training takes, known before it begins.
#pragma once

#include <cstddef>
#include <span>

#include "data/batch.h"
#include "interplay/options.h"
#include "plan/plan.h"

namespace interplay {

// `fields`: the model's inputs; `rows`: that train. Throws Error(usage) for more than the machine has.
void require_training_memory(const ModelPlan& plan, std::span<const FieldView> fields, const TrainOptions& options,
                             std::size_t rows);

}  // namespace interplay
