// What a score means and what an error costs: the link from score to prediction, the loss, and how both see the target.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "objective/link.h"
#include "objective/loss.h"
#include "objective/target_scale.h"

namespace interplay {

// Scores, link and loss are in the units that the objective sees; `target_scale` leads from these to the target's own.
struct Objective {
  Link link = {};
  const Loss* loss = &loss_named("squared");
  TargetScale target_scale = {};
  std::pair<float, float> target_range{0, 1};  // of the training targets, in their own units

  // TargetKind::levels: the levels, ascending.
  std::vector<float> levels = {};
  // Of numbers: the standard deviation of targets about the score is a parameter, too; of levels: how far apart
  // thresholds lie for a user and an item is one.
  bool noise = false;

  // What a loss of the objective is in the target's own units: squared errors grow with the square of the scale. Those
  // of a transformed target stay in its units.
  double loss_factor() const;
  // The ends of the link's range in the target's own units.
  std::pair<float, float> range() const;
  // Whether a prediction is the probability of 1.
  bool binary() const { return loss->binary(); }
  double evaluate(const LossInput& rows, std::span<float> gradient = {}) const {
    return loss->evaluate(link, rows, gradient);
  }
  // The loss of rows in any order: where it has groups, their rows are brought together first.
  double total(const LossInput& rows) const;
};

}  // namespace interplay
