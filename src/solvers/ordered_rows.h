// Training rows in the order in which an epoch visits them. What is read of every interaction is copied into that
// order, a run of rows at a time, so that batches read memory in sequence: a lookup of its own for each row and array
// would wait for a cache miss in most of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/random.h"
#include "solvers/solver.h"

namespace interplay {

class OrderedRows {
 public:
  // Rows of a run at most, unless a batch has more: many, so that those which share a cache line meet in it, yet few
  // beside the data.
  static constexpr std::size_t most_run_rows = std::size_t{1} << 20;

  // For batches of `batch` rows. Where the loss has groups, rows of one stand side by side and a batch has whole groups
  // alone: as many as have `batch` rows together, or one that has more.
  OrderedRows(const Problem& problem, std::size_t batch, std::size_t run_rows = most_run_rows);

  std::size_t size() const { return order_.size(); }
  // Of a batch.
  std::size_t most_rows() const { return batch_; }
  // Goes to the start of the order of an epoch, which depends on seed and epoch alone.
  void shuffle(std::uint64_t seed, std::uint64_t epoch);

  // The next rows of the order; a batch may be smaller than asked for, the last one or between groups. Views and spans
  // are valid until the next call.
  struct Part {
    Batch batch;
    std::span<const float> target, weight;  // of its rows; no weights where all are 1
    std::span<const std::uint32_t> group;   // where the loss has groups
  };
  Part next();

 private:
  // One array of the problem, of every interaction, and its items of the run.
  template <class Item>
  struct Copy {
    const Item* from = nullptr;
    std::vector<Item> items = {};
  };
  void find_groups();
  void shuffle_groups(RandomStream& random);
  void load_run();
  std::size_t batch_end(std::size_t first) const;

  const Problem& problem_;
  bool grouped_;
  std::size_t wanted_, batch_, run_rows_ = 0;  // rows of a batch as asked for, and at most; of a run at most
  std::vector<std::uint32_t> order_, places_;  // places_: 0, 1, 2, ... of a run
  // Where the loss has groups: the training rows group by group; where groups start there, and the end; where batches
  // end in the order.
  std::vector<std::uint32_t> by_group_, starts_;
  std::vector<std::size_t> ends_;
  std::size_t at_ = 0, run_ = 0, run_end_ = 0;  // rows before the next batch, before the run and after it
  std::vector<FieldView> fields_;
  std::vector<Copy<std::uint32_t>> table_rows_;  // by entity
  Copy<float> target_, weight_;
  Copy<std::uint32_t> group_;
};

}  // namespace interplay
