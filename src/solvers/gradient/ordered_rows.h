// Training rows in the order of an epoch. What is read from every interaction is copied into that order, a run of rows
// at a time, so that batches read memory in sequence: separate lookups per row and array would mostly be cache misses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
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

  // For batches of `batch` rows, of which an epoch's last may have fewer. If there are groups, a batch consists of
  // whole groups: as many as have at most `batch` rows together, or one larger group.
  OrderedRows(const EpochRows& rows, std::size_t batch, std::size_t run_rows = most_run_rows);

  std::size_t size() const override { return order_.size(); }
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
  void load_run();
  std::size_t batch_end(std::size_t first) const;

  EpochRows rows_;
  double mean_weight_;
  std::size_t wanted_, batch_, run_rows_ = 0;  // rows of a batch as requested; most rows of a batch and of a run
  std::vector<std::uint32_t> order_, places_;  // places_: 0, 1, 2, ... of a run
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
