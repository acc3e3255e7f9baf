// Training rows in the order of an epoch. What is read from every interaction is copied into that order, a run of rows
// at a time, so that batches read memory in sequence: separate lookups per row and array would mostly be cache misses.
//
// Up to `window_rows` rows, and all rows that are in groups, are shuffled as a whole. More are cut into blocks of
// `block_rows` rows; an epoch draws an order of the blocks, takes as many of them as a window has, shuffles their rows,
// and goes on with the next blocks. So a window is all that has to be in memory at a time, wherever the columns lie.
// Rows that do not fill a batch at the end of a window come first in the next one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "solvers/gradient/batch_source.h"
#include "solvers/solver.h"

namespace interplay {

// What an epoch goes over. All of it outlives its readers.
struct EpochRows {
  std::span<const FieldView> fields;
  std::span<const std::uint32_t> rows;   // interactions
  std::span<const float> target;         // of every interaction; may be empty where the loss needs none
  std::span<const float> weight;         // of every interaction; empty: all are 1
  std::span<const std::uint32_t> group;  // of every interaction; empty: rows are independent
  const TaskPool& pool;
  std::uint64_t seed;
};
// The rows of the problem, grouped if the loss has groups.
EpochRows training_rows(const Problem& problem);

class OrderedRows final : public BatchSource {
 public:
  // The most rows of a run, unless a batch has more. They are many, so that rows which share a cache line are often in
  // the same run, yet few compared with the data.
  static constexpr std::size_t most_run_rows = std::size_t{1} << 20;

  static constexpr std::size_t block_rows = std::size_t{1} << 18;
  static constexpr std::size_t window_blocks = 16, window_rows = window_blocks * block_rows;

  // For batches of `batch` rows, of which an epoch's last may have fewer. If there are groups, a batch consists of
  // whole groups: as many as have at most `batch` rows together, or one larger group.
  OrderedRows(const EpochRows& rows, std::size_t batch, std::size_t run_rows = most_run_rows);

  std::size_t size() const override { return rows_.rows.size(); }
  std::size_t most_rows() const override { return batch_; }
  double mean_weight() const override { return mean_weight_; }
  void start(std::uint64_t epoch) override;
  LabeledBatch next() override;

 private:
  // An array of the data, with an item per interaction, and the copied items of the run.
  template <class Item>
  struct Copy {
    const Item* from = nullptr;
    std::vector<Item> items = {};
  };
  bool grouped() const { return !rows_.group.empty(); }
  void find_groups();
  void shuffle_groups(RandomStream& random);
  bool by_windows() const { return !grouped() && rows_.rows.size() > window_rows; }
  void load_window();
  void load_run();
  std::size_t batch_end(std::size_t first) const;
  // Calls visit(bytes) for what the block has of every array of interactions.
  void for_bytes(std::size_t block, const std::function<void(std::string_view)>& visit) const;

  EpochRows rows_;
  double mean_weight_;
  std::size_t wanted_, batch_, run_rows_ = 0;  // rows of a batch as requested; most rows of a batch and of a run
  std::vector<std::uint32_t> order_, places_;  // of the epoch or the window; places_: 0, 1, 2, ... of a run
  // By windows: the order of the blocks, how many of them have been taken, and the random numbers of the epoch.
  std::vector<std::uint32_t> blocks_;
  std::size_t taken_ = 0;
  std::optional<RandomStream> random_;
  // Rows of the epoch before order_, and before what follows the last batch of order_.
  std::size_t order_first_ = 0, order_end_ = 0;
  // If there are groups: the training rows group by group; the starts of the groups there, and the end; the ends of
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
