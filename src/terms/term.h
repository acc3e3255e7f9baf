// A term of a model: it reads pooled embeddings, or the block of an earlier term, and writes score columns or a block.
// This is the contract of everything in the folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/task_pool.h"
#include "data/batch.h"
#include "terms/feature.h"
#include "terms/parameters.h"

namespace interplay {

// The embeddings that some rows read from one table, pooled to one vector per row and field:
//   values[row][field][stride] = sum_i x_i v_i,  squares[row][field] = sum_i |x_i v_i|^2
// over the entries i of the field's bag in that row (one entry for numeric and categorical fields). The pooled vector
// hides the pairs inside a bag; the squares bring them back (Rendle 2010). Gradients have the same layout.
struct Pooled {
  std::size_t rows = 0, fields = 0, columns = 0, stride = 0;
  float* values = nullptr;
  float* squares = nullptr;
  bool fresh = false;  // for gradients: `values` holds nothing yet

  float* row(std::size_t r) const { return values + r * fields * stride; }
  float* at(std::size_t r, std::size_t f) const { return values + (r * fields + f) * stride; }
  float* row_squares(std::size_t r) const { return squares + r * fields; }
  Pooled part(std::size_t first, std::size_t count) const {
    return {count, fields, columns, stride, row(first), squares ? row_squares(first) : nullptr, fresh};
  }
};

// Score columns of some rows: column c of row r is data[c * stride + r].
struct Columns {
  float* data = nullptr;
  std::size_t count = 0, stride = 0;
  float* operator[](std::size_t c) const { return data + c * stride; }
  Columns part(std::size_t first_row) const { return {data + first_row, count, stride}; }
  Columns slice(std::size_t first_column, std::size_t columns) const {
    return {data + first_column * stride, columns, stride};
  }
};

// What a term reads: an embedding table of the plan, the block that an earlier term writes, or the rows themselves,
// whose codes it looks up in tensors of its own (StepContext::rows, Term::inputs).
struct Source {
  std::size_t index = 0;  // among the tables of the plan, or among its terms
  bool is_block = false, is_rows = false;

  Source(std::size_t table) : index(table) {}  // so that the index of a table is a source
  static Source block_of(std::size_t term) {
    Source source(term);
    source.is_block = true;
    return source;
  }
  static Source rows_themselves() {
    Source source(std::numeric_limits<std::size_t>::max());
    source.is_rows = true;
    return source;
  }
};

// The vectors that a term writes for every row, in the layout of Pooled: values[row][field][padded(columns)].
struct BlockShape {
  std::size_t fields = 0, columns = 0;
};

// What a term writes, or the gradient of it. In `block` the padding is 0.
struct Output {
  Columns columns = {};
  Pooled block = {};
  Output part(std::size_t first, std::size_t count) const { return {columns.part(first), block.part(first, count)}; }
};

struct PooledBags;  // embedding.h
struct BatchRows;   // embedding.h

// What terms and heads need in addition to their inputs. `training` switches dropout and batch statistics on.
struct StepContext {
  const Parameters* parameters = nullptr;
  bool training = false;
  std::uint64_t seed = 0, step = 0;  // for dropout's random numbers
  std::size_t first_row = 0;         // of these rows within the batch
  std::size_t batch_size = 0;        // of the whole batch; only where terms see it whole
  const float* weight = nullptr;     // of every row of the batch; null: all 1. Used by batch statistics
  const PooledBags* bags = nullptr;  // of every embedding table; null: no bag was pooled before
  double loss_share = 0;             // of a row of weight 1 in the loss of the batch: 1 / (rows * mean weight)
  const float* shared = nullptr;     // what Term::prepare wrote
  // For every slot of every embedding table in turn: what Embedding::index_batch found for the batch. Null: codes are
  // looked up.
  const BatchRows* const* batch_rows = nullptr;
  // For terms that read the rows themselves: these rows. Callers of backward_tile give those of the whole batch;
  // everything else is done by plan/run.h.
  Batch rows = {};
  // For terms with a second table (Term::second_table): these rows' vectors in it, and the gradients to add to.
  Pooled second = {}, second_gradient = {};
};

// The rows of a piece: so few that their pooled vectors stay in the nearest cache from one function to the next.
constexpr std::size_t near_rows = 32;

// A term owns no scratch memory; workers do. A loaded model is const and shared by threads.
class Term {
 public:
  virtual ~Term() = default;

  virtual std::string_view kind() const = 0;  // "pairwise"
  virtual std::size_t columns() const = 0;    // score columns, which the head joins
  virtual BlockShape block() const { return {}; }
  // A short label of a column for people, `fields` being the names of the table's fields: "second order".
  virtual std::string column_name(std::size_t column, std::span<const std::string> fields) const = 0;
  Source source() const { return source_; }
  // Of a term that reads the rows themselves: what it reads of them, as positions in schema.inputs(). It is given
  // vectors of no columns, and must not be tiled.
  virtual std::span<const std::size_t> inputs() const { return {}; }
  // A table that the term reads besides its source, which is then a table as well; such terms must not be tiled, and no
  // term before them reads that table (writes_gradient).
  virtual std::optional<std::size_t> second_table() const { return std::nullopt; }

  // Appends the tensors that belong to the term alone (a perceptron's layers) and remembers their ids, which start at
  // specs.size(). Terms without tensors of their own do nothing.
  virtual void declare(std::vector<TensorSpec>& /*specs*/) {}

  // The floats of scratch that forward leaves for backward, for this number of rows.
  virtual std::size_t scratch(std::size_t /*rows*/) const { return 0; }
  // The best number of rows to work on at a time, a multiple of near_rows.
  virtual std::size_t tile_rows() const { return near_rows; }
  // Whether the term must see the whole batch at once (batch normalisation inside).
  virtual bool whole_batch() const { return false; }
  // A tiled term works on more rows than stay in the nearest cache. It reads its inputs in gather_input and writes
  // their gradients in scatter_gradient only, piece by piece, while they are in the cache. In forward and backward it
  // must not read its inputs, which may already be overwritten, nor write their gradients.
  bool tiled() const { return whole_batch() || tile_rows() > near_rows; }

  // The floats that all tiles of a training step share, and the function that writes them once per step, before
  // backward, which finds them in context.shared.
  virtual std::size_t shared() const { return 0; }
  virtual void prepare(const StepContext& /*context*/, float* /*shared*/) const {}
  // Whether backward writes the gradients of values, padding included, if they are fresh, instead of adding to them.
  virtual bool writes_gradient() const { return false; }

  // Called before forward: copies rows [first, first + piece.rows) of `rows` rows to scratch.
  virtual void gather_input(const StepContext& /*context*/, const Pooled& /*piece*/, std::size_t /*first*/,
                            std::size_t /*rows*/, std::span<float> /*scratch*/) const {}
  // Called after backward: adds d loss / d pooled of these rows.
  virtual void scatter_gradient(const Pooled& /*piece_gradient*/, std::size_t /*first*/, std::size_t /*rows*/,
                                std::span<const float> /*scratch*/) const {}
  // Writes the term's columns, and its block, for every row.
  virtual void forward(const StepContext& context, const Pooled& in, Output out, std::span<float> scratch) const = 0;
  // Adds d loss / d pooled to `in_gradient` (or writes it, see writes_gradient), given d loss / d out; adds gradients
  // of own tensors to own_gradient[i] (i-th declared tensor, in its layout).
  virtual void backward(const StepContext& context, const Pooled& in, Output out_gradient, const Pooled& in_gradient,
                        std::span<float> scratch, std::span<float* const> own_gradient) const = 0;
  // Once per training step, after backward: moves what is learned without gradients (statistics of batches), by what
  // forward left in `scratch`.
  // `moved`: the parameters of the context, which are the solver's own.
  virtual void update_statistics(Parameters& /*moved*/, const StepContext& /*context*/, std::size_t /*rows*/,
                                 std::span<const float> /*scratch*/) const {}

  // The addends of the term's columns, given the features of a row as its table reads them. A column without addends (a
  // perceptron's) is not divided.
  virtual bool divides_by_pairs() const { return false; }  // whether addends are pairs of features
  virtual std::vector<Addend> addends(std::span<const Feature> /*features*/) const { return {}; }
  // Of a term that reads the rows themselves: the features of context.rows, which is one row; positions are those in
  // inputs().
  virtual std::vector<Feature> features(const StepContext& /*context*/) const { return {}; }

 protected:
  explicit Term(Source source) : source_(source) {}

 private:
  Source source_;
};

}  // namespace interplay
