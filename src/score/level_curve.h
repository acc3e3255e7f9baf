// The mean over the members of the predictions of levels, or of a probit probability, for panels of items: accurate
// enough to find candidates.
//   in: shared tables, the rows of the items; scores of a panel by one member.  out: predictions.  Called by:
//   ItemProduct.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "score/panel_matrix.h"
#include "score/row_scorer.h"

namespace interplay {

// Half of float's distance between 1 and the next number: what one operation rounds by.
constexpr double float_rounding = 0x1p-24;

class LevelCurve {
 public:
  // None if the model has another link. `item`: index of the items' entity.
  static std::optional<LevelCurve> of(const ScoringTables& tables, std::size_t item,
                                      std::span<const std::uint32_t> item_rows);

  // Adds to `sums` 1 / members of the predictions for the items of panel p by one member. `scores`: those of its items,
  // which may be overwritten. `row`: without its item.
  void add(const RowScorer& row, std::size_t member, std::size_t p, std::span<float> scores,
           std::span<float> sums) const;
  // How far the sums over all members may be from the mean of predictions, if scores of mean size `size` have a mean
  // error of `error`.
  double error(double size, double error) const;

 private:
  struct Thresholds {
    std::vector<float> thresholds;
    float middle;
  };
  void add_threshold_scales(const ScoringTables& tables, const ScoringTables::IdDeviations& ids,
                            std::span<const std::uint32_t> item_rows);

  std::vector<Thresholds> members_;
  std::vector<float> steps_;  // differences between neighbouring levels
  float lowest_ = 0;
  std::uint32_t item_table_ = 0;
  PanelMatrix threshold_scales_;  // threshold scales of every item by every member; empty: all 1
  double largest_scale_ = 1, largest_threshold_ = 0, range_ = 0;
};

}  // namespace interplay
