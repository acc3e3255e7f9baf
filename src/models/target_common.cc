#include "models/parts.h"

namespace interplay::models {

Objective objective_of(const TrainOptions& options, const TargetInfo& target) {
  if (target.interactions) return {.link = {}, .loss = &loss_named("implicit")};
  if (options.target_kind == "ordinal") {
    Objective objective{.link = link_named("ordinal"), .loss = &loss_named("ordinal")};
    objective.levels = target.levels;
    objective.noise = target.noise;
    return objective;
  }
  const bool binary = is_binary(options, target);
  if (binary && target.binary_link != "logistic")
    return {.link = link_named(target.binary_link), .loss = &loss_named(target.binary_link)};
  Objective objective = objective_for(binary);
  objective.noise = target.noise && !binary;
  return objective;
}

Objective list_objective(const TrainOptions& options) {
  const Loss& loss = loss_named(options.loss);
  Objective objective{.link = link_named(loss.link()), .loss = &loss};
  objective.hardest = options.negative_sampling == "hard";
  return objective;
}

}  // namespace interplay::models
