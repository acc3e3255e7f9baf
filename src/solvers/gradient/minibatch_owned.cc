// Tables by id, where several processes take mini-batches: the row of an id is stepped by one process, its owner, which
// sends it to those who read it, and to which they send its gradients. A gradient of a row is the sum over the rows of
// the batch in their order, as by one process: so it is the gradient of each row of the batch that travels, to one
// process in place of all. docs/decisions/0066-tables-by-id.md
#include <algorithm>
#include <cstring>

#include "kernels/pooling.h"
#include "solvers/gradient/minibatch.h"

namespace interplay {
namespace {

// What each process sends to each, as floats.
class Letters {
 public:
  explicit Letters(const Cluster& cluster) : out_(cluster.size()), in_(cluster.size()), read_(cluster.size(), 0) {}

  void write(std::size_t to, const float* values, std::size_t count) {
    out_[to].insert(out_[to].end(), values, values + count);
  }
  void expect(std::size_t from, std::size_t count) { in_[from].resize(in_[from].size() + count); }
  void exchange(Cluster& cluster) {
    std::vector<std::span<const std::byte>> sends;
    std::vector<std::span<std::byte>> receives;
    for (std::size_t p = 0; p < out_.size(); ++p) {
      sends.push_back(std::as_bytes(std::span(out_[p])));
      receives.push_back(std::as_writable_bytes(std::span(in_[p])));
    }
    cluster.alltoallv(sends, receives);
  }
  void read(std::size_t from, float* values, std::size_t count) {
    std::copy_n(in_[from].data() + read_[from], count, values);
    read_[from] += count;
  }

 private:
  std::vector<std::vector<float>> out_, in_;
  std::vector<std::size_t> read_;
};

}  // namespace

std::size_t MinibatchSolver::owner(std::uint32_t row) const { return row % problem_.cluster.size(); }

// Clipping adds up squares over whole gradients, in the order of the batch's rows.
void MinibatchSolver::find_owned() {
  if (!problem_.cluster.several() || whole_batch_ || clips_) return;
  for (TableSlot& slot : slots_) {
    const bool categorical = problem_.plan.tables()[slot.table].slots()[slot.slot].kind == Kind::categorical;
    slot.owned = categorical && !slot.every_row && !slot.by_shard;
    fields_[slot.field].owned = fields_[slot.field].owned || slot.owned;
  }
}

std::span<const std::uint32_t> MinibatchSolver::stepped_rows(const TableSlot& slot) const {
  const Field& field = fields_[slot.field];
  return slot.owned ? field.own.rows : field.touched.rows;
}

// The rows of the next batch that process p reads.
std::pair<std::size_t, std::size_t> MinibatchSolver::read_by(std::size_t p, std::size_t rows) const {
  if (!deals(rows)) return {0, rows};
  const Shares shares = equal_shares(problem_.cluster, shards(rows)).of_grains(shard_rows_, rows);
  return {shares.cuts[p], shares.cuts[p + 1]};
}

void MinibatchSolver::index_owned(Field& field) const {
  const std::size_t rows = next_.batch.size(), processes = problem_.cluster.size(), own = problem_.cluster.number();
  const BatchRows& touched = field.touched;
  Owned& lists = field.own;
  lists.rows.clear();
  lists.places.assign(touched.rows.size(), BatchRows::none);
  for (std::size_t i = 0; i < touched.rows.size(); ++i) {
    if (owner(touched.rows[i]) != own) continue;
    lists.places[i] = static_cast<std::uint32_t>(lists.rows.size());
    lists.rows.push_back(touched.rows[i]);
  }
  lists.codes.clear();
  lists.positions.clear();
  for (std::size_t r = 0; r < rows; ++r) {
    const std::uint32_t place = lists.places[touched.positions[r]];
    if (place == BatchRows::none) continue;
    lists.codes.push_back(touched.codes[r]);
    lists.positions.push_back(place);
  }
  lists.needed.assign(processes, {});
  lists.missing.assign(processes, {});
  std::vector<std::uint32_t> read_last(touched.rows.size(), BatchRows::none);
  for (std::size_t p = 0; p < processes; ++p) {
    const auto [first, last] = read_by(p, rows);
    for (std::size_t r = first; r < last; ++r) {
      std::uint32_t& reader = read_last[touched.positions[r]];
      if (reader == p) continue;
      reader = static_cast<std::uint32_t>(p);
      const std::size_t of = owner(touched.codes[r]);
      if (p != own && of == own) lists.needed[p].push_back(touched.codes[r]);
      if (p == own && of != own) lists.missing[of].push_back(touched.codes[r]);
    }
  }
}

void MinibatchSolver::fetch_owned() {
  Cluster& cluster = problem_.cluster;
  const Phase phase(cluster, "rows of tables");
  Letters letters(cluster);
  // In the same order on both sides.
  const auto each = [&](const auto& visit) {
    for (const TableSlot& slot : slots_)
      for (std::size_t p = 0; slot.owned && p < cluster.size(); ++p)
        visit(fields_[slot.field].own, slot.optimizer.values(), p);
  };
  each([&](const Owned& lists, const WritableTensor& values, std::size_t p) {
    for (const std::uint32_t row : lists.needed[p]) letters.write(p, values.row(row), values.columns);
    letters.expect(p, lists.missing[p].size() * values.columns);
  });
  letters.exchange(cluster);
  each([&](const Owned& lists, const WritableTensor& values, std::size_t p) {
    for (const std::uint32_t row : lists.missing[p]) letters.read(p, values.row(row), values.columns);
  });
}

// The gradients of the batch's rows with own ids, in the order of the batch, into the slots' `pushed`.
void MinibatchSolver::push_owned(std::size_t rows) {
  Cluster& cluster = problem_.cluster;
  const Phase phase(cluster, "gradients of rows");
  const std::size_t own = cluster.number();
  Letters letters(cluster);
  // Calls visit(slot, gradient of the slot's table, owner of the row's id, row) for the rows that process p reads.
  const auto each = [&](std::size_t p, const auto& visit) {
    const auto [first, last] = read_by(p, rows);
    for (TableSlot& slot : slots_) {
      if (!slot.owned) continue;
      const Pooled gradient = workspace_.pooled_gradient(slot.table, 0, rows);
      const std::vector<std::uint32_t>& codes = fields_[slot.field].touched.codes;
      for (std::size_t r = first; r < last; ++r) visit(slot, gradient, owner(codes[r]), r);
    }
  };
  const auto square = [](const TableSlot& slot, const Pooled& gradient, std::size_t r) {
    return gradient.squares == nullptr ? nullptr : gradient.row_squares(r) + slot.slot;
  };
  for (TableSlot& slot : slots_) {
    if (!slot.owned) continue;
    const std::size_t count = fields_[slot.field].own.codes.size(), size = count * slot.optimizer.tensor().stride;
    if (slot.pushed.size() < size) slot.pushed = AlignedArray<float>(2 * size);
    const bool squares = workspace_.pooled_gradient(slot.table, 0, rows).squares != nullptr;
    slot.pushed_squares.resize(squares ? count : 0);
    slot.pushed_rows = 0;
  }
  // A batch that is not dealt out: every process has found all gradients itself.
  if (dealt_) {
    each(own, [&](const TableSlot& slot, const Pooled& gradient, std::size_t to, std::size_t r) {
      if (to == own) return;
      letters.write(to, gradient.at(r, slot.slot), gradient.columns);
      if (const float* value = square(slot, gradient, r)) letters.write(to, value, 1);
    });
    for (std::size_t p = 0; p < cluster.size(); ++p)
      if (p != own)
        each(p, [&](const TableSlot&, const Pooled& gradient, std::size_t to, std::size_t) {
          if (to == own) letters.expect(p, gradient.columns + (gradient.squares == nullptr ? 0 : 1));
        });
    letters.exchange(cluster);
  }
  for (std::size_t p = 0; p < cluster.size(); ++p) {
    if (!dealt_ && p != own) continue;
    each(p, [&](TableSlot& slot, const Pooled& gradient, std::size_t to, std::size_t r) {
      if (to != own) return;
      const std::size_t at = slot.pushed_rows++;
      float* vector = slot.pushed.data() + at * gradient.stride;
      std::fill_n(vector, gradient.stride, 0.0f);
      const float* squared = square(slot, gradient, r);
      if (p == own) {
        std::copy_n(gradient.at(r, slot.slot), gradient.columns, vector);
        if (squared != nullptr) slot.pushed_squares[at] = *squared;
      } else {
        letters.read(p, vector, gradient.columns);
        if (squared != nullptr) letters.read(p, &slot.pushed_squares[at], 1);
      }
    });
  }
}

void MinibatchSolver::sum_pushed(TableSlot& slot) const {
  const Tensor& tensor = slot.optimizer.tensor();
  const Owned& lists = fields_[slot.field].own;
  const kernels::PooledGradient pushed{slot.pushed.data(), tensor.stride,
                                       slot.pushed_squares.empty() ? nullptr : slot.pushed_squares.data(), 1};
  kernels::scatter(tensor.data, tensor.stride, lists.codes.data(), lists.positions.data(), lists.codes.size(), pushed,
                   slot.gradient.data());
}

// Rows that others own are as they were when they were read last.
void MinibatchSolver::gather_owned() {
  Cluster& cluster = problem_.cluster;
  const Phase phase(cluster, "end of a pass");
  const std::size_t processes = cluster.size();
  const auto gather = [&](float* values, std::size_t rows, std::size_t columns, std::size_t stride) {
    std::vector<std::size_t> cuts(1, 0);
    for (std::size_t p = 0; p < processes; ++p)
      cuts.push_back(cuts.back() + (rows + processes - 1 - p) / processes * columns);
    std::vector<float> all(cuts.back());
    const auto each = [&](std::size_t p, const auto& visit) {
      float* part = all.data() + cuts[p];
      for (std::size_t row = p; row < rows; row += processes, part += columns) visit(values + row * stride, part);
    };
    each(cluster.number(), [&](const float* row, float* part) { std::copy_n(row, columns, part); });
    cluster.allgatherv(std::span(all), cuts);
    for (std::size_t p = 0; p < processes; ++p)
      if (p != cluster.number()) each(p, [&](float* row, const float* part) { std::copy_n(part, columns, row); });
  };
  for (TableSlot& slot : slots_) {
    if (!slot.owned) continue;
    const WritableTensor& values = slot.optimizer.values();
    gather(values.data, values.rows, values.columns, values.stride);
    if (problem_.options.checkpoint.empty()) continue;
    std::vector<SolverState> states;
    slot.optimizer.append_state(states);
    for (const SolverState& state : states) gather(state.values.data(), values.rows, values.columns, values.stride);
  }
}

}  // namespace interplay
