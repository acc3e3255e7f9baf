// What losses over lists have in common: they compare the rows of a group (a positive row and its negatives) by their
// scores, and need no target but which row is better than which.
#pragma once

#include "objective/loss.h"

namespace interplay {

class ListLoss : public Loss {
 public:
  double evaluate(const Link&, const LossInput& rows, std::span<float> gradient) const final;

  bool grouped() const final { return true; }
  TargetKind target() const final { return TargetKind::none; }
  std::string_view link() const final { return "identity"; }

 private:
  // Adds to `sum` what the rows [first, last), a group, cost, and to `gradient` its derivatives, unless it is empty.
  virtual void add_group(const LossInput& rows, std::size_t first, std::size_t last, std::span<float> gradient,
                         double& sum) const = 0;
};

}  // namespace interplay
