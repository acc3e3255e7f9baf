// Mini-batches by several processes: each works on some shards of a batch, forward and backward. Rows of large tables
// are then stepped by their owners (minibatch_owned.cc); of everything else all processes get all gradients, and make
// the same step. Gradients of embedding rows are summed in the order of the batch, as by one process, so that what
// travels is the gradient of every row of the batch; parts of the terms' own tensors are summed in the order of the
// shards, each number by one process.
#include <algorithm>

#include "kernels/arrays.h"
#include "solvers/gradient/minibatch.h"

namespace interplay {

Shares MinibatchSolver::own_shards(std::size_t rows) const {
  if (dealt_) return equal_shares(problem_.cluster, shards(rows));
  return {{}, 0, shards(rows)};
}

void MinibatchSolver::exchange_gradients(std::size_t rows) {
  Cluster& cluster = problem_.cluster;
  const Phase phase(cluster, "gradients of rows");
  const Shares own = own_shards(rows), own_rows = own.of_grains(shard_rows_, rows);
  cluster.allgatherv(std::span(shard_losses_).first(shards(rows)), own.cuts);
  if (problem_.negatives != nullptr) cluster.allgatherv(std::span(score_gradients_).first(rows), own_rows.cuts);
  for (std::size_t t = 0; t < problem_.plan.tables().size(); ++t) exchange_table(t, rows);
  sum_parts(rows);
}

// The gradients of the vectors of a table that every process steps.
void MinibatchSolver::exchange_table(std::size_t table, std::size_t rows) {
  std::vector<std::size_t> slots;  // within the table
  for (const TableSlot& slot : slots_)
    if (slot.table == table && !slot.by_shard && !slot.owned) slots.push_back(slot.slot);
  if (slots.empty()) return;
  const Shares own_rows = own_shards(rows).of_grains(shard_rows_, rows);
  const Pooled gradient = workspace_.pooled_gradient(table, 0, rows);
  const auto exchange = [&](float* values, std::size_t per_row) {
    problem_.cluster.allgatherv(std::span(values, rows * per_row), own_rows.of_grains(per_row, rows * per_row).cuts);
  };
  if (slots.size() == gradient.fields) {
    exchange(gradient.values, gradient.fields * gradient.stride);
    if (gradient.squares != nullptr) exchange(gradient.squares, gradient.fields);
    return;
  }
  const std::size_t each = gradient.columns + (gradient.squares == nullptr ? 0 : 1), per_row = slots.size() * each;
  std::vector<float> packed(rows * per_row);
  const auto visit = [&](std::size_t first, std::size_t last, const auto& copy) {
    for (std::size_t r = first; r < last; ++r)
      for (std::size_t s = 0; s < slots.size(); ++s) {
        float* there = packed.data() + r * per_row + s * each;
        copy(gradient.at(r, slots[s]), there, gradient.columns);
        if (gradient.squares != nullptr) copy(gradient.row_squares(r) + slots[s], there + gradient.columns, 1);
      }
  };
  visit(own_rows.first, own_rows.last,
        [](const float* here, float* there, std::size_t count) { std::copy_n(here, count, there); });
  exchange(packed.data(), per_row);
  visit(0, rows, [](float* here, const float* there, std::size_t count) { std::copy_n(there, count, here); });
}

// The numbers of all tensors with parts are one list, of which each process sums a piece.
void MinibatchSolver::sum_parts(std::size_t rows) {
  Cluster& cluster = problem_.cluster;
  const Phase phase(cluster, "gradients of layers");
  struct Summed {
    const std::vector<AlignedArray<float>>* parts;
    float* sum;
  };
  std::vector<Summed> tensors;
  std::size_t numbers = 0;
  const auto add = [&](const std::vector<AlignedArray<float>>& parts, AlignedArray<float>& sum) {
    if (parts.empty()) return;
    tensors.push_back({&parts, sum.data()});
    numbers += parts.front().size();
  };
  for (TableSlot& slot : slots_) add(slot.parts, slot.gradient);
  for (Dense& dense : dense_) add(dense.parts, dense.gradient);
  if (numbers == 0) return;

  const Shares own = own_shards(rows), pieces = equal_shares(cluster, numbers);
  const std::size_t length = pieces.count();
  // Shard by shard the numbers of each piece, in the order of the processes that they go to.
  std::vector<float> out(own.count() * numbers), in(shards(rows) * length);
  for (std::size_t shard = own.first; shard < own.last; ++shard) {
    std::size_t at = 0;  // among all numbers
    for (std::size_t p = 0, t = 0, within = 0; p < cluster.size(); ++p) {
      const std::size_t size = pieces.cuts[p + 1] - pieces.cuts[p];
      float* to = out.data() + own.count() * pieces.cuts[p] + (shard - own.first) * size;
      while (at < pieces.cuts[p + 1]) {
        const AlignedArray<float>& part = (*tensors[t].parts)[shard];
        const std::size_t count = std::min(part.size() - within, pieces.cuts[p + 1] - at);
        to = std::copy_n(part.data() + within, count, to);
        at += count;
        within += count;
        if (within == part.size()) {
          ++t;
          within = 0;
        }
      }
    }
  }
  std::vector<std::span<const std::byte>> sends;
  std::vector<std::span<std::byte>> receives;
  for (std::size_t p = 0; p < cluster.size(); ++p) {
    const std::size_t size = pieces.cuts[p + 1] - pieces.cuts[p];
    sends.push_back(std::as_bytes(std::span(out).subspan(own.count() * pieces.cuts[p], own.count() * size)));
    receives.push_back(
        std::as_writable_bytes(std::span(in).subspan(own.cuts[p] * length, (own.cuts[p + 1] - own.cuts[p]) * length)));
  }
  cluster.alltoallv(sends, receives);
  std::vector<float> sums(numbers, 0.0f);
  for (std::size_t shard = 0; shard < shards(rows); ++shard)
    kernels::axpy(1, in.data() + shard * length, sums.data() + pieces.first, length);
  cluster.allgatherv(std::span(sums), pieces.cuts);
  const float* from = sums.data();
  for (const Summed& tensor : tensors) {
    const std::size_t size = tensor.parts->front().size();
    std::copy_n(from, size, tensor.sum);
    from += size;
  }
}

}  // namespace interplay
