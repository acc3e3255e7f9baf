// Runs a plan forward (and, for solvers, backward) over rows of data.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "base/aligned.h"
#include "base/task_pool.h"
#include "model/plan.h"

namespace interplay {

// Rows that go through all terms together, a power of two from 32: their pooled vectors stay in the second-level cache.
std::size_t tile_rows(const ModelPlan& plan);

// Scores (before the link) of batch.size() rows, in tiles spread over the pool; scores do not depend on how
// rows are grouped into batches or on the number of threads.
void score(const ModelPlan& plan, const Parameters& parameters, const Batch& batch, const TaskPool& pool,
           std::span<float> out);

// Of which rows a workspace keeps the gradients of pooled vectors: of none, of all, or of a piece of near_rows that the
// next one takes the place of.
enum class KeptGradients { none, all, piece };

// What a run of rows leaves behind between steps: pooled vectors of every table, score columns, the terms'
// scratch, and (for solvers) gradients of the same layout. Row r of the arrays is row r of the run.
class Workspace {
 public:
  // With `workers`, a tile must go forward and back before its worker's next one, whose pooled vectors and scratch take
  // its place; 0: every tile keeps its own.
  Workspace(const ModelPlan& plan, std::size_t rows, KeptGradients gradients, std::size_t workers = 0);

  std::size_t rows() const { return rows_; }
  Pooled pooled(std::size_t table, std::size_t first, std::size_t count, std::size_t worker = 0) const;
  Pooled pooled_gradient(std::size_t table, std::size_t first, std::size_t count) const;
  Columns columns() const { return {columns_.data(), column_count_, rows_}; }
  Columns column_gradients() const { return {column_gradients_.data(), column_count_, rows_}; }
  // Scratch of term t for the tile, or where the term is not wide the piece, that starts at row `piece` of the tile
  // from row `first` on; the whole run's for a term that sees whole batches.
  std::span<float> term_scratch(const ModelPlan& plan, std::size_t t, std::size_t first, std::size_t piece = 0,
                                std::size_t worker = 0);
  std::span<float> head_scratch() { return head_scratch_; }
  // What term t shares between the tiles of a step; with gradients only.
  float* term_shared(std::size_t t) { return term_shared_[t].data(); }

 private:
  struct Table {
    std::size_t fields, columns, stride;
    AlignedArray<float> values, squares, value_gradients, square_gradients;
  };
  std::size_t rows_, tile_, workers_, column_count_;
  KeptGradients gradients_;
  std::vector<Table> tables_;
  mutable AlignedArray<float> columns_, column_gradients_;
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

// Once per training step, before the way back: what all tiles share.
void prepare(const ModelPlan& plan, const Pass& pass, Workspace& workspace);

// The way back: column gradients to gradients of pooled vectors, whatever these held. own_gradient[i]
// belongs to tensor i of the plan; only terms' own tensors are written to. Calls done(first, count) for rows whose
// pooled vectors have their gradients, while these are near; not where terms see whole batches.
using RowsDone = std::function<void(std::size_t first, std::size_t count)>;
void backward_tile(const ModelPlan& plan, const Pass& pass, std::size_t first, std::size_t count, Workspace& workspace,
                   std::span<float* const> own_gradient, std::size_t worker = 0, const RowsDone& done = {});
void backward_whole(const ModelPlan& plan, const Pass& pass, std::size_t rows, Workspace& workspace,
                    std::span<float* const> own_gradient);
// After the way back: moves the statistics that terms and head keep of whole batches.
void follow_whole(const ModelPlan& plan, Parameters& moved, const Pass& pass, std::size_t rows, Workspace& workspace);

}  // namespace interplay
