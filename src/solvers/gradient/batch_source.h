// Where mini-batches come from. The solver asks for one batch after the other; whether the rows stand in memory, are
// read block by block or are drawn is the source's affair.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "data/batch.h"

namespace interplay {

// Rows of a batch with all that an objective needs. Row r of the batch is element r of every span.
struct LabeledBatch {
  Batch batch;
  std::span<const float> target, weight;  // empty: the loss needs no target; all weights are 1
  // Rows of a group are adjacent, and all of them are in the same batch. Empty: rows are independent.
  std::span<const std::uint32_t> group = {};
  // The interaction of the training data that each row is, or that it was made from.
  std::span<const std::uint32_t> interaction = {};
  // LossInput::log_q and items.
  std::span<const float> log_q = {};
  std::uint32_t items = 0;
};

// The batches of an epoch depend on the data, the seed and the number of the epoch; never on threads, nor on the epochs
// before. Fields and their order are those of the plan in every batch, while columns may be others in each.
class BatchSource {
 public:
  virtual ~BatchSource() = default;

  virtual std::size_t size() const = 0;       // rows of an epoch; equally many in each
  virtual std::size_t most_rows() const = 0;  // of a batch
  virtual double mean_weight() const = 0;     // over the rows of an epoch
  virtual void start(std::uint64_t epoch) = 0;
  // The next rows of the epoch, at least one; never called after the last. Columns, views and spans are valid until the
  // next call of next or start. Called on one thread, outside of the tasks of a pool.
  virtual LabeledBatch next() = 0;
};

}  // namespace interplay
