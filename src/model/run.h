// Runs a plan forward over rows of data.
#pragma once

#include <span>

#include "base/task_pool.h"
#include "model/plan.h"

namespace interplay {

// Scores (before the link) of batch.size() rows, in tiles spread over the pool; scores do not depend on how rows are
// grouped into batches or on the number of threads.
void score(const ModelPlan& plan, const Parameters& parameters, const Batch& batch, const TaskPool& pool,
           std::span<float> out);

}  // namespace interplay
