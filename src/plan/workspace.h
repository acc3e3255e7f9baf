// The working memory of a plan.
#pragma once

#include <span>
#include <vector>

#include "base/aligned.h"
#include "plan/plan.h"

namespace interplay {

// The number of rows that go through all terms together, a power of two from 32: their pooled vectors stay in the
// second-level cache.
std::size_t tile_rows(const ModelPlan& plan);

// The rows for which a workspace keeps the gradients of pooled vectors: none, all, or a piece of near_rows rows, which
// the next piece overwrites.
enum class KeptGradients { none, all, piece };

// The working memory of a batch: pooled vectors of every table, blocks of the terms, score columns, the terms' scratch,
// and (for solvers) gradients in the same layout. Row r of the arrays is row r of the batch.
class Workspace {
 public:
  // With `workers` above 0, each worker owns one tile's memory for pooled vectors, blocks and scratch: finish a tile's
  // backward pass before the worker's next forward pass. With 0, every tile has its own.
  Workspace(const ModelPlan& plan, std::size_t rows, KeptGradients gradients, std::size_t workers = 0);

  std::size_t rows() const { return rows_; }
  std::size_t tile() const { return tile_; }
  // Rows [first, first + count) of a source, all of one tile unless every tile has its own memory.
  Pooled pooled(Source source, std::size_t first, std::size_t count, std::size_t worker = 0) const;
  Pooled pooled_gradient(Source source, std::size_t first, std::size_t count, std::size_t worker = 0) const;
  Columns columns() const { return {columns_.data(), column_count_, rows_}; }
  Columns column_gradients() const { return {column_gradients_.data(), column_count_, rows_}; }
  // What term t writes for these rows, and the gradient of it.
  Output output(const ModelPlan& plan, std::size_t t, std::size_t first, std::size_t count, std::size_t worker) const;
  Output output_gradient(const ModelPlan& plan, std::size_t t, std::size_t first, std::size_t count,
                         std::size_t worker) const;
  // The scratch of term t for the tile from row `first` on or, if the term is not tiled, for the piece that starts at
  // row `piece` of that tile. For a term that sees whole batches it is that of all rows.
  std::span<float> term_scratch(std::size_t t, std::size_t first, std::size_t piece = 0, std::size_t worker = 0);
  std::span<float> head_scratch() { return head_scratch_; }
  // The floats that term t shares between the tiles of a step; only with gradients.
  float* term_shared(std::size_t t) { return term_shared_[t].data(); }

 private:
  // Vectors of a table or of a block. Of a table, gradients are kept as `gradients_` says; of a block, as its values.
  struct Vectors {
    std::size_t fields = 0, columns = 0, stride = 0;
    mutable AlignedArray<float> values, squares, value_gradients, square_gradients;
  };
  const Vectors& vectors(Source source) const { return (source.is_block ? blocks_ : tables_)[source.index]; }
  std::size_t kept_row(std::size_t first, std::size_t worker) const { return workers_ > 0 ? worker * tile_ : first; }

  std::size_t rows_, tile_, workers_, column_count_;
  KeptGradients gradients_;
  std::vector<Vectors> tables_, blocks_;  // a block for every term; mostly without fields
  mutable AlignedArray<float> columns_, column_gradients_;
  // The scratch of a term, in units of as many rows as the term works on at a time; 0 rows: it sees the whole batch.
  struct Scratch {
    std::size_t rows = 0, size = 0;
    AlignedArray<float> floats = {};
  };
  std::vector<Scratch> term_scratch_;
  std::vector<AlignedArray<float>> term_shared_;
  AlignedArray<float> head_scratch_;
};

// What a workspace takes.
double workspace_bytes(const ModelPlan& plan, std::size_t rows, KeptGradients gradients, std::size_t workers = 0);

}  // namespace interplay
