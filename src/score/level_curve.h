// The mean over the members of what levels, or a probability by probit, are worth, for panels of items: near enough to
// find candidates.
//   in: shared tables, the rows of the items; scores of a panel by one member.  out: what they are worth.  Called by:
//   ItemProduct.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "score/panel_matrix.h"
#include "score/row_scorer.h"

namespace interplay {

class LevelCurve {
 public:
  // None where the model has another link. `item`: number of the items' entity.
  static std::optional<LevelCurve> of(const ScoringTables& tables, std::size_t item,
                                      std::span<const std::uint32_t> item_rows);

  // Adds 1 / members of what the items of panel p are worth by one member to sums; `scores` of its items, which may be
  // overwritten. `row`: without its item.
  void add(const RowScorer& row, std::size_t member, std::size_t p, std::span<float> scores,
           std::span<float> sums) const;
  // How far the sums over all members may be from the mean of predictions, where scores of mean size `size` are off by
  // `error` in the mean.
  double error(double size, double error) const;

 private:
  struct Thresholds {
    std::vector<float> cuts;
    float middle;
  };
  void add_stretches(const ScoringTables& tables, const ScoringTables::IdDeviations& ids,
                     std::span<const std::uint32_t> item_rows);

  std::vector<Thresholds> members_;
  std::vector<float> steps_;  // from level to level
  float lowest_ = 0;
  std::uint32_t item_table_ = 0;
  PanelMatrix stretches_;  // of every item by every member; empty: all 1
  double largest_stretch_ = 1, largest_threshold_ = 0, range_ = 0;
};

}  // namespace interplay
