// Training rows in the order in which an epoch visits them. What is read of every interaction is copied into that
// order, a run of rows at a time, so that batches read memory in sequence: a lookup of its own for each row and array
// would wait for a cache miss in most of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "solvers/solver.h"

namespace interplay {

class OrderedRows {
 public:
  // Rows of a run at most, unless a batch has more: many, so that those which share a cache line meet in it, yet few
  // beside the data.
  static constexpr std::size_t most_run_rows = std::size_t{1} << 20;

  // For batches of `batch` rows.
  OrderedRows(const Problem& problem, std::size_t batch, std::size_t run_rows = most_run_rows);

  std::size_t size() const { return order_.size(); }
  // Goes to the start of the order of an epoch, which depends on seed and epoch alone.
  void shuffle(std::uint64_t seed, std::uint64_t epoch);

  // The next rows of the order; the last batch may be smaller. Views and spans are valid until the next call.
  struct Part {
    Batch batch;
    std::span<const float> target, weight;  // of its rows; no weights where all are 1
  };
  Part next();

 private:
  // One array of the problem, of every interaction, and its items of the run.
  template <class Item>
  struct Copy {
    const Item* from;
    std::vector<Item> items;
  };
  void load_run();

  const Problem& problem_;
  std::size_t batch_, run_rows_;
  std::vector<std::uint32_t> order_, places_;  // places_: 0, 1, 2, ... of a run
  std::size_t at_ = 0, run_ = 0;               // rows before the next batch, and before the run
  std::vector<FieldView> fields_;
  std::vector<Copy<std::uint32_t>> table_rows_;  // by entity
  Copy<float> target_, weight_;
};

}  // namespace interplay
