// An embedding table: for every input field a tensor of vectors. It reads rows of data and writes pooled vectors.
// clang-format off
//   categorical: v[code]
//   multi:       sum_i x_i v[code_i]; for n entries of weights a_i, x_i = a_i / n (mean), a_i (sum), a_i n^-1/2 (sqrt).
//                padded_mean: x_i = a_i / slots over the last `slots` entries; a bag of fewer is filled up with the
//                padding row, the last one of the tensor, each time with x = 1 / slots.
//   numeric:     x v (linear) or x v + b (affine), x standardised, 0 where missing; row 0 is v, row 1 is b.
// clang-format on
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/aligned.h"
#include "interplay/schema.h"
#include "terms/term.h"

namespace interplay {

enum class NumericMap { linear, affine };

struct EmbeddingOptions {
  NumericMap numeric = NumericMap::linear;
  Initializer initializer = {};
  Penalty penalty = Penalty::factors;
  bool nonnegative = false;
  // Affine numbers start as a dense layer does: v Glorot uniform, b 0.
  bool dense_numbers = false;
  // Whether to pool squares, too, if there are multi fields. (Otherwise a field's square is that of its pooled vector.)
  bool squares = true;
};

// The rows that a batch reads of one slot's tensor. An object is reused for batch after batch.
struct BatchRows {
  // Rows of the tensor, each once, in the order in which the batch first reads them.
  std::vector<std::uint32_t> rows;
  // Entries, each with its tensor row, its position in `rows` and its value x: one per row of the batch or, for bags,
  // entries [first[r], last[r]) for row r. For bags of an entity table, those of rows outside the batch are kept as
  // well.
  std::vector<std::uint32_t> first, last, codes, positions;
  std::vector<float> x;

  // For every row of the tensor: its position in `rows`, or none.
  std::vector<std::uint32_t> index;
  static constexpr std::uint32_t none = 0xffffffff;
  // The entity table whose bags are in `codes` and `x`, and the start of each bag.
  const Column* table = nullptr;
  std::vector<std::uint32_t> offsets;
};

// What lists of a batch take of the view's column where its bags are padded (Pooling::padded_mean): much for many
// slots, however small the data. 0 for other columns. Throws Error(usage) for more entries than lists can hold.
double padded_bytes(const FieldView& view, std::size_t batch);

// Bags of entity tables, pooled once for each row of the table rather than for each interaction: of every slot of an
// embedding table the vectors and squares of all rows, or nothing.
struct PooledBags {
  struct Slot {
    AlignedArray<float> values, squares;
  };
  std::vector<Slot> slots;
};

class Embedding {
 public:
  // `inputs`: the fields that the table covers, as positions in schema.inputs(). Declares one tensor per field, named
  // "<name>/<field name>".
  Embedding(std::string name, const Schema& schema, std::span<const std::size_t> inputs, std::size_t columns,
            const EmbeddingOptions& options, std::vector<TensorSpec>& specs);

  const std::string& name() const { return name_; }
  std::size_t fields() const { return slots_.size(); }
  std::size_t columns() const { return columns_; }
  std::size_t stride() const { return padded(columns_); }
  bool squares() const { return squares_; }

  struct Slot {
    std::size_t input;  // position among the model's inputs (index into Batch::fields)
    TensorId tensor;
    NumericMap numeric;
    Kind kind = Kind::categorical;
  };
  std::span<const Slot> slots() const { return slots_; }

  // Pools the rows of `batch` (out.rows == batch.size()). `bags`, if given, saves work; the bits are the same.
  void forward(const Parameters& parameters, const Batch& batch, const Pooled& out,
               const PooledBags* bags = nullptr) const;

  // The same for rows [first, first + out.rows) of a batch, by the lists that index_batch made for it.
  void forward(const Parameters& parameters, const BatchRows* const* batch_rows, std::size_t first,
               const Pooled& out) const;

  // Pools the bags of tables that have no more rows than `interactions`.
  PooledBags pool_bags(const Parameters& parameters, std::span<const FieldView> fields, std::size_t interactions,
                       const TaskPool& pool) const;

  // The features of a batch of one row, in the order of fields and entries. Their vectors sum to the pooled ones.
  std::vector<Feature> features(const Parameters& parameters, const Batch& row) const;

  // Finds the rows that a batch reads of a slot's tensor. Without `positions`, `rows` and `positions` are left as
  // they are.
  void index_batch(const Parameters& parameters, const Batch& batch, std::size_t slot, BatchRows& out,
                   bool positions = true) const;

  // Adds the gradient of slot `slot`'s tensor, summed over rows [first, first + gradient.rows) of the batch in their
  // order, given the gradient of their pooled vectors. out[i * stride ...) belongs to row lists.rows[i] or, with
  // `every_row`, to row i.
  void backward(const Parameters& parameters, const Pooled& gradient, std::size_t first, std::size_t slot,
                const BatchRows& lists, bool every_row, std::span<float> out) const;

 private:
  std::string name_;
  std::size_t columns_;
  bool squares_;
  std::vector<Slot> slots_;
};

}  // namespace interplay
