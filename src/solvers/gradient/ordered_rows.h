// Training rows in the order of an epoch. What is read from every interaction is copied into that order, a run of rows
// at a time, so that batches read memory in sequence: separate lookups per row and array would mostly be cache misses.
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
  // The most rows of a run, unless a batch has more. They are many, so that rows which share a cache line are often in
  // the same run, yet few compared with the data.
  static constexpr std::size_t most_run_rows = std::size_t{1} << 20;

  // For batches of `batch` rows. If the loss has groups, the rows of a group are adjacent and a batch consists of whole
  // groups: as many as have at most `batch` rows together, or one larger group.
  OrderedRows(const Problem& problem, std::size_t batch, std::size_t run_rows = most_run_rows);

  std::size_t size() const { return order_.size(); }
  // The most rows of a batch.
  std::size_t most_rows() const { return batch_; }
  // Starts an epoch, whose order depends on seed and epoch alone.
  void shuffle(std::uint64_t seed, std::uint64_t epoch);

  // The next rows of the order. A batch may be smaller than requested: the last one, and with groups. Views and spans
  // are valid until the next call.
  struct Part {
    Batch batch;
    std::span<const float> target, weight;  // of its rows; `weight` is empty if all are 1
    std::span<const std::uint32_t> group;   // if the loss has groups
  };
  Part next();

 private:
  // An array of the problem, with an item per interaction, and the copied items of the run.
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
  std::size_t wanted_, batch_, run_rows_ = 0;  // rows of a batch as requested; most rows of a batch and of a run
  std::vector<std::uint32_t> order_, places_;  // places_: 0, 1, 2, ... of a run
  // If the loss has groups: the training rows group by group; the starts of the groups there, and the end; the ends of
  // the batches in the order.
  std::vector<std::uint32_t> by_group_, starts_;
  std::vector<std::size_t> ends_;
  std::size_t at_ = 0, run_ = 0, run_end_ = 0;  // rows before the next batch, before the run and after it
  std::vector<FieldView> fields_;
  std::vector<Copy<std::uint32_t>> table_rows_;  // by entity
  Copy<float> target_, weight_;
  Copy<std::uint32_t> group_;
};

}  // namespace interplay
