#include "solvers/fused_grid.h"

#include <algorithm>
#include <numeric>

#include "base/random.h"

namespace interplay {
namespace {

// Below this a round is too short to be worth its barrier.
constexpr std::size_t rows_worth_a_grid = 20'000;
constexpr std::size_t rows_worth_a_large_grid = 2'000'000;

std::size_t grid_size(std::size_t rows, std::size_t ids) {
  const std::size_t wanted = rows < rows_worth_a_grid ? 1 : rows < rows_worth_a_large_grid ? 8 : 16;
  return std::max<std::size_t>(1, std::min(wanted, ids));
}

// The part of every id: the heaviest id first, each to the lightest part so far.
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

}  // namespace interplay
