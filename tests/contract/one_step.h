// Loss and gradients of one batch in training mode, through the same functions as the solver's.
#pragma once

#include <span>
#include <vector>

#include "data/batch.h"
#include "plan/plan.h"
#include "plan/run.h"

namespace interplay::testing {

class OneStep {
 public:
  // What the arguments refer to outlives the step. `weight` may be empty; `mean_weight` is that of all training rows.
  OneStep(const ModelPlan& plan, const Batch& batch, std::span<const float> target, std::span<const float> weight = {},
          double mean_weight = 1, std::uint64_t seed = 1);

  // From now on gradients contain what a head descends besides the loss (mean_head).
  void descend_all() { context_.loss_share = 1 / (mean_weight_ * static_cast<double>(batch_.size())); }

  double loss(const Parameters& parameters);
  // Of the loss, by tensor.
  Parameters gradient(const Parameters& parameters);
  // Of the last call.
  std::span<const float> scores() const { return scores_; }

 private:
  // The loss of the batch at scores_, and its gradient by them where that is asked for.
  double evaluate(std::span<float> gradient) const;
  void add_table(const Parameters& parameters, std::size_t table, Parameters& result);

  const ModelPlan& plan_;
  Batch batch_;
  double mean_weight_;
  std::size_t tile_;
  std::vector<float> batch_target_, batch_weight_;
  Workspace workspace_;
  std::vector<float> scores_;
  StepContext context_;
};

}  // namespace interplay::testing
