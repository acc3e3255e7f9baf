// The grid of fused descent by several processes: each works on some parts of the first axis, and the parts of the
// second axis travel from round to round. Gemulla et al. 2011.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "cluster/cluster.h"
#include "solvers/gradient/fused_grid.h"

namespace interplay {

// The working rows of features, and Adagrad's sums of them (may be empty).
struct RowTables {
  std::span<float> work, sums;
  std::size_t stride = 0;  // floats of a row
};

class GridParts {
 public:
  // `cells`: which cells of every round each process works on; both outlive this.
  GridParts(Cluster& cluster, const Grid& grid, const Shares& cells) : cluster_(cluster), grid_(grid), cells_(cells) {}

  // The working rows of an axis by part.
  void list(std::size_t axis, std::vector<std::vector<std::uint32_t>> parts) { rows_[axis] = std::move(parts); }
  // The same of a grid that has its training rows in order: all working rows are below `rows`; row_at(position of a
  // training row in the grid).
  void list(std::size_t axis, std::size_t rows, const std::function<std::uint32_t(std::size_t)>& row_at);

  // Between two rounds: each part of the second axis goes from who had it to who has it next.
  void move(std::size_t round, std::size_t next, const RowTables& tables) const;
  // After the last round: all processes get all parts of both axes.
  void gather(std::size_t round, const RowTables& tables) const;

 private:
  // Cell k of a round has part k of the first axis and this one of the second.
  std::size_t second_part(std::size_t k, std::size_t round) const { return (k + round) % grid_.size; }
  std::size_t owner(std::size_t second_part, std::size_t round) const;
  std::size_t floats(std::size_t axis, std::size_t part, const RowTables& tables) const;
  // Calls visit(numbers of a row) for the rows of a part, with Adagrad's sums after each.
  template <class Visit>
  void each_row(std::size_t axis, std::size_t part, const RowTables& tables, const Visit& visit) const;

  Cluster& cluster_;
  const Grid& grid_;
  const Shares& cells_;
  std::vector<std::vector<std::uint32_t>> rows_[2];  // working rows by axis and part
};

}  // namespace interplay
