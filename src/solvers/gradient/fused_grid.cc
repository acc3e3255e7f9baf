#include "solvers/gradient/fused_grid.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/random.h"
#include "solvers/row_pass.h"

namespace interplay {
namespace {

// With fewer rows a round is too short to be worth its barrier.
constexpr std::size_t rows_worth_a_grid = 20'000;
constexpr std::size_t rows_worth_a_large_grid = 500'000;

std::size_t grid_size(std::size_t rows, std::size_t ids) {
  const std::size_t wanted = rows < rows_worth_a_grid ? 1 : rows < rows_worth_a_large_grid ? 8 : 16;
  return std::max<std::size_t>(1, std::min(wanted, ids));
}

// Assigns every id to a part: the most frequent id first, each to the lightest part so far. `weight`: rows of each id.
std::vector<std::uint32_t> balanced_parts(std::span<const std::uint32_t> weight, std::size_t parts) {
  const std::size_t count = weight.size();
  std::vector<std::uint32_t> by_weight(count), part(count);
  std::iota(by_weight.begin(), by_weight.end(), 0u);
  std::stable_sort(by_weight.begin(), by_weight.end(), [&](auto a, auto b) { return weight[a] > weight[b]; });
  std::vector<std::uint64_t> load(parts, 0);
  for (const std::uint32_t id : by_weight) {
    const auto lightest = std::min_element(load.begin(), load.end()) - load.begin();
    part[id] = static_cast<std::uint32_t>(lightest);
    load[lightest] += weight[id];
  }
  return part;
}

std::vector<std::uint32_t> rows_of_ids(std::span<const std::uint32_t> ids, std::size_t count) {
  std::vector<std::uint32_t> rows(count, 0);
  for (const std::uint32_t id : ids) ++rows[id];
  return rows;
}

// The cell of a row, by the parts of its two ids.
std::size_t cell_of_parts(std::size_t size, std::uint32_t a, std::uint32_t b) {
  return (b + size - a) % size * size + a;
}

void shuffle_cells(Grid& grid, std::uint64_t seed) {
  for (std::size_t cell = 0; cell + 1 < grid.start.size(); ++cell) {
    RandomStream random(seed, Purpose::shuffle, 0, cell);
    shuffle(std::span(grid.order).subspan(grid.start[cell], grid.start[cell + 1] - grid.start[cell]), random);
  }
}

}  // namespace

Grid make_grid(std::span<const std::uint32_t> first, std::size_t first_ids, std::span<const std::uint32_t> second,
               std::size_t second_ids, std::uint64_t seed) {
  Grid grid;
  grid.size = grid_size(first.size(), std::min(first_ids, second_ids));
  const std::size_t size = grid.size;
  const std::vector<std::uint32_t> first_part = balanced_parts(rows_of_ids(first, first_ids), size);
  const std::vector<std::uint32_t> second_part = balanced_parts(rows_of_ids(second, second_ids), size);
  const auto cell_of = [&](std::size_t row) {
    return cell_of_parts(size, first_part[first[row]], second_part[second[row]]);
  };
  grid.start.assign(size * size + 1, 0);
  for (std::size_t row = 0; row < first.size(); ++row) ++grid.start[cell_of(row) + 1];
  std::partial_sum(grid.start.begin(), grid.start.end(), grid.start.begin());
  std::vector<std::size_t> next(grid.start.begin(), grid.start.end() - 1);
  grid.order.resize(first.size());
  for (std::size_t row = 0; row < first.size(); ++row)
    grid.order[next[cell_of(row)]++] = static_cast<std::uint32_t>(row);
  shuffle_cells(grid, seed);
  return grid;
}

Grid arbitrary_grid(std::size_t rows, std::size_t size, std::uint64_t seed) {
  Grid grid;
  grid.size = size;
  grid.order.resize(rows);
  std::iota(grid.order.begin(), grid.order.end(), 0u);
  RandomStream random(seed, Purpose::shuffle);
  shuffle(std::span(grid.order), random);
  const std::size_t cells = size * size;
  for (std::size_t cell = 0; cell <= cells; ++cell) grid.start.push_back(rows * cell / cells);
  return grid;
}

namespace {

// Fills groups one after the other; a row that would repeat an id waits for the next group. How many wait is bounded,
// so that a cell with one overwhelming id costs no more than linear time.
class Separator {
 public:
  Separator(std::span<const std::uint32_t> first, std::span<const std::uint32_t> second, std::size_t group)
      : first_(first), second_(second), group_(group) {}

  // Reorders `rows`; returns how many stand in full groups.
  std::size_t run(std::span<std::uint32_t> rows) {
    std::vector<std::uint32_t> placed, waiting, still_waiting;
    std::size_t next = 0;
    while (true) {
      members_.clear();
      still_waiting.clear();
      for (const std::uint32_t row : waiting)
        if (!join(row)) still_waiting.push_back(row);
      while (members_.size() < group_ && next < rows.size() && still_waiting.size() < most_waiting)
        if (!join(rows[next++])) still_waiting.push_back(rows[next - 1]);
      if (members_.size() < group_) break;
      placed.insert(placed.end(), members_.begin(), members_.end());
      waiting.swap(still_waiting);
    }
    const std::size_t grouped = placed.size();
    placed.insert(placed.end(), members_.begin(), members_.end());
    placed.insert(placed.end(), still_waiting.begin(), still_waiting.end());
    placed.insert(placed.end(), rows.begin() + static_cast<std::ptrdiff_t>(next), rows.end());
    std::copy(placed.begin(), placed.end(), rows.begin());
    return grouped;
  }

 private:
  static constexpr std::size_t most_waiting = 256;

  bool join(std::uint32_t row) {
    if (members_.size() == group_) return false;
    for (const std::uint32_t member : members_)
      if (first_[member] == first_[row] || second_[member] == second_[row]) return false;
    members_.push_back(row);
    return true;
  }

  std::span<const std::uint32_t> first_, second_;
  std::size_t group_;
  std::vector<std::uint32_t> members_;
};

}  // namespace

std::vector<std::size_t> separate_repeats(Grid& grid, std::span<const std::uint32_t> first,
                                          std::span<const std::uint32_t> second, std::size_t group) {
  Separator separator(first, second, group);
  std::vector<std::size_t> grouped;
  for (std::size_t cell = 0; cell + 1 < grid.start.size(); ++cell)
    grouped.push_back(
        separator.run(std::span(grid.order).subspan(grid.start[cell], grid.start[cell + 1] - grid.start[cell])));
  return grouped;
}

namespace {

// The ids with rows of each part, as working rows.
std::vector<std::vector<std::uint32_t>> members(std::span<const std::uint32_t> part,
                                                std::span<const std::uint32_t> rows, std::size_t parts,
                                                std::uint32_t first) {
  std::vector<std::vector<std::uint32_t>> members(parts);
  for (std::uint32_t id = 0; id < part.size(); ++id)
    if (rows[id] > 0) members[part[id]].push_back(first + id);
  return members;
}

// Orders the pairs of a cell as shuffle_cells and separate_repeats order its rows. Returns how many are in groups.
std::size_t arrange(std::span<kernels::FusedPair> own, std::size_t cell, std::uint64_t seed, std::size_t group) {
  const std::vector<kernels::FusedPair> given(own.begin(), own.end());
  std::vector<std::uint32_t> first(own.size()), second(own.size()), order(own.size());
  for (std::size_t i = 0; i < own.size(); ++i) {
    first[i] = given[i].first;
    second[i] = given[i].second;
  }
  std::iota(order.begin(), order.end(), 0u);
  RandomStream random(seed, Purpose::shuffle, 0, cell);
  shuffle(std::span(order), random);
  const std::size_t grouped = Separator(first, second, group).run(order);
  std::ranges::transform(order, own.begin(), [&](std::uint32_t i) { return given[i]; });
  return grouped;
}

}  // namespace

Shares shares_of_cells(const Cluster* cluster, std::size_t size) {
  if (cluster == nullptr || size == 1) return {{}, 0, size};
  return equal_shares(*cluster, size);
}

std::vector<std::size_t> places_of_cells(std::span<const std::size_t> start, std::size_t size, const Shares& cells) {
  std::vector<std::size_t> places(size * size, 0);
  std::size_t next = 0;
  for (std::size_t cell = 0; cell < places.size(); ++cell)
    if (cells.owns(cell % size)) places[cell] = std::exchange(next, next + start[cell + 1] - start[cell]);
  return places;
}

PairGrid make_pair_grid(const PairAxes& axes, std::uint64_t seed, std::size_t group, const TaskPool& pool,
                        const std::shared_ptr<Spool>& spool) {
  PairGrid grid;
  const std::size_t size = grid.size = grid_size(axes.rows.size(), std::min(axes.first.ids, axes.second.ids));
  RowPass pass(axes.rows);
  pass.reads(axes.first.row_of).reads(axes.second.row_of);
  std::vector<std::uint32_t> first_rows(axes.first.ids, 0), second_rows(axes.second.ids, 0);
  pass.each([&](std::size_t, std::uint32_t row) {
    ++first_rows[axes.first.id(row)];
    ++second_rows[axes.second.id(row)];
  });
  const std::vector<std::uint32_t> first_part = balanced_parts(first_rows, size);
  const std::vector<std::uint32_t> second_part = balanced_parts(second_rows, size);
  grid.parts[0] = members(first_part, first_rows, size, 0);
  grid.parts[1] = members(second_part, second_rows, size, axes.second_row);
  const auto cell_of = [&](std::uint32_t first, std::uint32_t second) {
    return cell_of_parts(size, first_part[first], second_part[second]);
  };
  grid.start.assign(size * size + 1, 0);
  pass.each(
      [&](std::size_t, std::uint32_t row) { ++grid.start[cell_of(axes.first.id(row), axes.second.id(row)) + 1]; });
  std::partial_sum(grid.start.begin(), grid.start.end(), grid.start.begin());
  grid.cells = shares_of_cells(axes.cluster, size);
  grid.places = places_of_cells(grid.start, size, grid.cells);

  std::vector<std::size_t> own;  // cells
  std::size_t own_rows = 0;
  for (std::size_t cell = 0; cell < size * size; ++cell) {
    if (!grid.cells.owns(cell % size)) continue;
    own.push_back(cell);
    own_rows += grid.start[cell + 1] - grid.start[cell];
  }
  RowValues<kernels::FusedPair> pairs(spool, own_rows);
  std::vector<std::size_t> next = grid.places;
  pass.reads(axes.target.data()).each([&](std::size_t, std::uint32_t row) {
    const std::uint32_t first = axes.first.id(row), second = axes.second.id(row);
    const std::size_t cell = cell_of(first, second);
    if (grid.cells.owns(cell % size)) pairs[next[cell]++] = {first, axes.second_row + second, axes.target[row]};
  });
  grid.grouped.resize(size * size);
  pool.run(own.size(), [&](std::size_t i) {
    const std::size_t cell = own[i];
    const auto of_cell = pairs.values().subspan(grid.places[cell], grid.start[cell + 1] - grid.start[cell]);
    grid.grouped[cell] = arrange(of_cell, cell, seed, group);
  });
  grid.pairs = std::move(pairs).take();
  return grid;
}

}  // namespace interplay
