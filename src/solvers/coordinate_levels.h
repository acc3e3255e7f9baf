// Rows with levels, and how likely an ordered probit finds them.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "base/task_pool.h"

namespace interplay {

struct LevelRows {
  std::span<const std::uint8_t> level;  // from 0
  std::span<const float> score;
  std::span<const float> weight;  // precision of the latent targets; may be empty (all 1)
};

// sum log P(level), with cut points and scores multiplied by `scale`. The result does not depend on the pool.
double log_likelihood(const LevelRows& rows, std::span<const float> cuts, double scale, const TaskPool& pool);

// How many rows have which level at which score and precision, to a grid.
class LevelHistogram {
 public:
  LevelHistogram(const LevelRows& rows, std::size_t levels);
  // Calls visit(level, score, root, count); root: of the precision.
  template <class Visit>
  void each(const Visit& visit) const {
    for (std::size_t i = 0; i < count_.size(); ++i)
      if (count_[i] > 0)
        visit(i / (roots * bins), score_.middle(i % bins), std::exp(root_.middle(i / bins % roots)), count_[i]);
  }

 private:
  struct Grid {
    double low = 0, width = 0;
    std::size_t size = 1;

    Grid(double from, double to, std::size_t cells)
        : low(from), width((to - from) / static_cast<double>(cells)), size(cells) {}
    std::size_t at(double x) const {
      return width > 0 ? std::min(static_cast<std::size_t>((x - low) / width), size - 1) : 0;
    }
    double middle(std::size_t cell) const { return low + (static_cast<double>(cell) + 0.5) * width; }
  };
  static constexpr std::size_t bins = 96, roots = 16;
  Grid score_, root_;  // of log root
  std::vector<std::uint32_t> count_;
};

}  // namespace interplay
