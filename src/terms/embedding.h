// An embedding table: for every input field a tensor of vectors. Reads rows of data, writes pooled vectors.
//   categorical: v[code];  multi: sum_i x_i v[code_i] with x by the field's pooling;
//   numeric: x v (linear) or x v + b (affine), x standardised.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "interplay/schema.h"
#include "terms/term.h"

namespace interplay {

enum class NumericMap { linear, affine };

struct EmbeddingOptions {
  NumericMap numeric = NumericMap::linear;
  Initializer initializer;
  Penalty penalty = Penalty::factors;
  bool nonnegative = false;
  bool squares = true;  // pool squares, too
};

// Gradient of some rows of one tensor: row rows[i] has gradient values[i * stride ...). Rows ascend.
struct SparseGradient {
  std::vector<std::uint32_t> rows;
  std::vector<float> values;
};

class Embedding {
 public:
  // `fields`: indices into schema.fields of the inputs that the table covers, as positions among schema.inputs().
  // Declares one tensor per field, named "<name>/<field name>".
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
  };
  std::span<const Slot> slots() const { return slots_; }

  // Pools the rows of `batch` (out.rows == batch.size()).
  void forward(const Parameters& parameters, const Batch& batch, const Pooled& out) const;

  // The gradient of slot `slot`'s tensor, summed over the batch in the order of its rows, given that of the pooled
  // vectors. Deterministic for any pool.
  void backward(const Parameters& parameters, const Batch& batch, const Pooled& gradient, std::size_t slot,
                SparseGradient& out) const;

 private:
  std::string name_;
  std::size_t columns_;
  bool squares_;
  std::vector<Slot> slots_;
};

}  // namespace interplay
