// Runs a plan forward (and, for solvers, backward) over rows of data.
#pragma once

#include <functional>
#include <span>

#include "base/task_pool.h"
#include "plan/plan.h"
#include "plan/workspace.h"

namespace interplay {

// Computes the scores (before the link) of batch.size() rows, in tiles spread over the pool. They do not depend on how
// rows are grouped into batches, nor on the number of threads.
void score(const ModelPlan& plan, const Parameters& parameters, const Batch& batch, const TaskPool& pool,
           std::span<float> out);

// Forward: first every tile (in any order), then the whole batch. Terms run in the order of the plan, each at its stage
// (ModelPlan::stage). Rows [first, first + count) are at most one tile.
void forward_tile(const ModelPlan& plan, const StepContext& context, const Batch& batch, std::size_t first,
                  std::size_t count, Workspace& workspace, std::size_t worker = 0);
void forward_whole(const ModelPlan& plan, const StepContext& context, std::size_t rows, Workspace& workspace);

// Call it once per training step, before backward: computes what all tiles share.
void prepare(const ModelPlan& plan, const StepContext& context, Workspace& workspace);

// Backward: first the whole batch, then every tile. Turns column gradients into gradients of pooled vectors,
// overwriting these; the gradient of a block is the sum over the terms that read it. own_gradient[i] belongs to tensor
// i of the plan; backward_whole writes those of terms at stage batch, backward_tile those of all other terms. For
// backward_tile, context.rows is the whole batch where a term reads the rows themselves.
// backward_tile calls done(first, count) for rows whose pooled vectors have their gradients, while these are in the
// cache.
void backward_whole(const ModelPlan& plan, const StepContext& context, std::size_t rows, Workspace& workspace,
                    std::span<float* const> own_gradient);
using RowsDone = std::function<void(std::size_t first, std::size_t count)>;
void backward_tile(const ModelPlan& plan, const StepContext& context, std::size_t first, std::size_t count,
                   Workspace& workspace, std::span<float* const> own_gradient, std::size_t worker = 0,
                   const RowsDone& done = {});
// After backward: moves the statistics that terms and head keep of whole batches.
void update_statistics(const ModelPlan& plan, Parameters& moved, const StepContext& context, std::size_t rows,
                       Workspace& workspace);

}  // namespace interplay
