// A fixed grid over the training rows, for descent that is parallel and yet gives the same result for every number of
// threads. Two axes, such as users and items, are each cut into `size` parts of about equal weight; cell (a, b) holds
// the rows of part a of the first axis and part b of the second. Round r consists of the cells (a, (a + r) mod size).
// No two of them share an id of either axis, so they may run at the same time with the same result as in turn. Gemulla
// et al. 2011, "Large-scale matrix factorization with distributed stochastic gradient descent".
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/spool.h"
#include "base/task_pool.h"
#include "cluster/cluster.h"
#include "kernels/fused_step.h"

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

// What a grid of pairs is made of: the training rows, the ids of interactions on the two axes, and targets.
struct PairAxes {
  struct Axis {
    const std::uint32_t* codes;   // of the rows of a table
    const std::uint32_t* row_of;  // of every interaction the row there; null: the interaction
    std::size_t ids;

    std::uint32_t id(std::uint32_t interaction) const { return codes[row_of ? row_of[interaction] : interaction]; }
  };
  std::span<const std::uint32_t> rows;
  Axis first, second;
  std::span<const float> target;  // of every interaction
  std::uint32_t second_row;       // the working row of id 0 on the second axis
  // Processes that share the cells of a round; null: all cells are this process's.
  const Cluster* cluster = nullptr;
};

// The grid of make_grid, its rows ordered by separate_repeats, for rows that are a pair of ids and a target: these are
// stored in the order of the grid, which is passed over in sequence. Rows are read in their own order alone, so that
// they may lie in files, as may the result. Each process keeps the pairs of its own cells.
struct PairGrid {
  std::size_t size = 1;
  std::vector<std::size_t> start;                    // as in Grid
  Shares cells;                                      // of each round, by process
  std::vector<std::size_t> places;                   // where a cell's pairs begin, if it is this process's
  SharedSpan<kernels::FusedPair> pairs;              // by working rows
  std::vector<std::size_t> grouped;                  // by cell: as separate_repeats says
  std::vector<std::vector<std::uint32_t>> parts[2];  // the working rows of each part of both axes
};
// Which cells of a round each process works on; all of them where the grid is one cell or `cluster` is null.
Shares shares_of_cells(const Cluster* cluster, std::size_t size);
// Where the rows of a cell begin among those of this process's cells, one after the other.
std::vector<std::size_t> places_of_cells(std::span<const std::size_t> start, std::size_t size, const Shares& cells);
PairGrid make_pair_grid(const PairAxes& axes, std::uint64_t seed, std::size_t group, const TaskPool& pool,
                        const std::shared_ptr<Spool>& spool);

// Reorders the rows of each cell so that, as far as possible, no `group` consecutive rows (counted from the cell's
// start) share an id of either axis. Returns for each cell how many of its rows are in such groups; the remaining ones
// come last.
std::vector<std::size_t> separate_repeats(Grid& grid, std::span<const std::uint32_t> first,
                                          std::span<const std::uint32_t> second, std::size_t group);

}  // namespace interplay
