// Runs a plan forward (and, for solvers, backward) over rows of data.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "base/aligned.h"
#include "base/task_pool.h"
#include "plan/plan.h"

namespace interplay {

// The number of rows that go through all terms together, a power of two from 32: their pooled vectors stay in the
// second-level cache.
std::size_t tile_rows(const ModelPlan& plan);

// Computes the scores (before the link) of batch.size() rows, in tiles spread over the pool. They do not depend on how
// rows are grouped into batches, nor on the number of threads.
void score(const ModelPlan& plan, const Parameters& parameters, const Batch& batch, const TaskPool& pool,
           std::span<float> out);

// The rows for which a workspace keeps the gradients of pooled vectors: none, all, or a piece of near_rows rows, which
// the next piece overwrites.
enum class KeptGradients { none, all, piece };

// The working memory of a batch: pooled vectors of every table, score columns, the terms' scratch, and (for solvers)
// gradients in the same layout. Row r of the arrays is row r of the batch.
class Workspace {
 public:
  // With `workers` above 0, each worker owns one tile's memory for pooled vectors and scratch: finish a tile's backward
  // pass before the worker's next forward pass. With 0, every tile has its own.
  Workspace(const ModelPlan& plan, std::size_t rows, KeptGradients gradients, std::size_t workers = 0);

  std::size_t rows() const { return rows_; }
  Pooled pooled(std::size_t table, std::size_t first, std::size_t count, std::size_t worker = 0);
  Pooled pooled_gradient(std::size_t table, std::size_t first, std::size_t count);
  Columns columns() { return {columns_.data(), column_count_, rows_}; }
  Columns column_gradients() { return {column_gradients_.data(), column_count_, rows_}; }
  // The scratch of term t for the tile from row `first` on or, if the term is not wide, for the piece that starts at
  // row `piece` of that tile. For a term that sees whole batches it is that of all rows.
  std::span<float> term_scratch(const ModelPlan& plan, std::size_t t, std::size_t first, std::size_t piece = 0,
                                std::size_t worker = 0);
  std::span<float> head_scratch() { return head_scratch_; }
  // The floats that term t shares between the tiles of a step; only with gradients.
  float* term_shared(std::size_t t) { return term_shared_[t].data(); }

 private:
  struct Table {
    std::size_t fields, columns, stride;
    AlignedArray<float> values, squares, value_gradients, square_gradients;
  };
  std::size_t rows_, tile_, workers_, column_count_;
  KeptGradients gradients_;
  std::vector<Table> tables_;
  AlignedArray<float> columns_, column_gradients_;
  std::vector<AlignedArray<float>> term_scratch_, term_shared_;
  AlignedArray<float> head_scratch_;
};

// What a workspace takes.
double workspace_bytes(const ModelPlan& plan, std::size_t rows, KeptGradients gradients, std::size_t workers = 0);

// Pools rows [first, first + count) of the batch, at most one tile, and runs the terms that work on tiles.
void forward_tile(const ModelPlan& plan, const Pass& pass, const Batch& batch, std::size_t first, std::size_t count,
                  Workspace& workspace, std::size_t worker = 0);
// Runs the terms that must see the whole batch, after all tiles.
void forward_whole(const ModelPlan& plan, const Pass& pass, std::size_t rows, Workspace& workspace);

// Call it once per training step, before the first backward_tile: computes what all tiles share.
void prepare(const ModelPlan& plan, const Pass& pass, Workspace& workspace);

// Backward: turns column gradients into gradients of pooled vectors, overwriting these. own_gradient[i] belongs to
// tensor i of the plan; only tensors of terms are written. Calls done(first, count) for rows whose pooled vectors have
// their gradients, while these are in the cache; not if terms see whole batches.
using RowsDone = std::function<void(std::size_t first, std::size_t count)>;
void backward_tile(const ModelPlan& plan, const Pass& pass, std::size_t first, std::size_t count, Workspace& workspace,
                   std::span<float* const> own_gradient, std::size_t worker = 0, const RowsDone& done = {});
void backward_whole(const ModelPlan& plan, const Pass& pass, std::size_t rows, Workspace& workspace,
                    std::span<float* const> own_gradient);
// After the way back: moves the statistics that terms and head keep of whole batches.
void follow_whole(const ModelPlan& plan, Parameters& moved, const Pass& pass, std::size_t rows, Workspace& workspace);

}  // namespace interplay
