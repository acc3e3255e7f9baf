// The objective: the link from score to prediction, the loss, and how both see the target.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "objective/link.h"
#include "objective/loss.h"
#include "objective/target_scale.h"

namespace interplay {

// Scores, link and loss are in the units of the objective; `target_scale` converts these to the target's own.
struct Objective {
  Link link = {};
  const Loss* loss = &loss_named("squared");
  TargetScale target_scale = {};
  std::pair<float, float> target_range{0, 1};  // of the training targets, in their own units

  // TargetKind::levels: the levels, ascending.
  std::vector<float> levels = {};
  // For numbers: the standard deviation of targets about the score is a parameter as well. For levels: so is the scale
  // of the thresholds of a user and an item.
  bool noise = false;
  // Of the rows of a group with less than its greatest target, the one with the highest score alone counts: the hardest
  // of the drawn negatives.
  bool hardest = false;

  // Whether the gradient of a row depends on its group: Loss::grouped.
  bool grouped() const { return hardest || loss->grouped(); }
  // Converts a loss of the objective to the target's own units: squared errors grow with the square of the scale. The
  // loss for a transformed target stays in the units of the transform.
  double loss_factor() const;
  // The ends of the link's range in the target's own units.
  std::pair<float, float> range() const;
  // Whether a prediction is the probability of 1.
  bool binary() const { return loss->binary(); }
  double evaluate(const LossInput& rows, std::span<float> gradient = {}) const {
    return hardest ? evaluate_hardest(rows, gradient) : loss->evaluate(link, rows, gradient);
  }
  // The loss of rows in any order. If it has groups, their rows are brought together first.
  double total(const LossInput& rows) const;

 private:
  double evaluate_hardest(const LossInput& rows, std::span<float> gradient) const;
};

}  // namespace interplay
