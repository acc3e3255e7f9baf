// A fixed grid over the training rows, for descent that is parallel and yet gives the same result for every number of
// threads. Two axes, such as users and items, are each cut into `size` parts of about equal weight; cell (a, b) holds
// the rows of part a of the first axis and part b of the second. Round r consists of the cells (a, (a + r) mod size).
// No two of them share an id of either axis, so they may run at the same time with the same result as in turn. Gemulla
// et al. 2011, "Large-scale matrix factorization with distributed stochastic gradient descent".
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace interplay {

struct Grid {
  std::size_t size = 1;
  // Positions of the training rows, cell by cell in the order of rounds: cell k of round r is
  // order[start[r * size + k] .. start[r * size + k + 1]). Shuffled within each cell.
  std::vector<std::uint32_t> order;
  std::vector<std::size_t> start;
};

// `first` and `second` hold the ids of every row on the two axes, below `first_ids` and `second_ids`. The size of the
// grid depends on the number of rows and, if there are very few, of ids.
Grid make_grid(std::span<const std::uint32_t> first, std::size_t first_ids, std::span<const std::uint32_t> second,
               std::size_t second_ids, std::uint64_t seed);
// All rows, shuffled and cut into size * size cells of equal length, which share ids: for data without two axes (size
// 1) and for racing updates.
Grid arbitrary_grid(std::size_t rows, std::size_t size, std::uint64_t seed);

// Reorders the rows of each cell so that, as far as possible, no `group` consecutive rows (counted from the cell's
// start) share an id of either axis. Returns for each cell how many of its rows are in such groups; the remaining ones
// come last.
std::vector<std::size_t> separate_repeats(Grid& grid, std::span<const std::uint32_t> first,
                                          std::span<const std::uint32_t> second, std::size_t group);

}  // namespace interplay
