#include "solvers/gradient/fused_grid.h"

#include <algorithm>
#include <numeric>

#include "base/random.h"

namespace interplay {
namespace {

// With fewer rows a round is too short to be worth its barrier.
constexpr std::size_t rows_worth_a_grid = 20'000;
constexpr std::size_t rows_worth_a_large_grid = 500'000;

std::size_t grid_size(std::size_t rows, std::size_t ids) {
  const std::size_t wanted = rows < rows_worth_a_grid ? 1 : rows < rows_worth_a_large_grid ? 8 : 16;
  return std::max<std::size_t>(1, std::min(wanted, ids));
}

// Assigns every id to a part: the most frequent id first, each to the lightest part so far.
std::vector<std::uint32_t> balanced_parts(std::span<const std::uint32_t> ids, std::size_t count, std::size_t parts) {
  std::vector<std::uint32_t> weight(count, 0), by_weight(count), part(count);
  for (const std::uint32_t id : ids) ++weight[id];
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
  const std::vector<std::uint32_t> first_part = balanced_parts(first, first_ids, size);
  const std::vector<std::uint32_t> second_part = balanced_parts(second, second_ids, size);
  const auto cell_of = [&](std::size_t row) {
    const std::uint32_t a = first_part[first[row]], b = second_part[second[row]];
    return (b + size - a) % size * size + a;
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

}  // namespace interplay
