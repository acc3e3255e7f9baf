#include "models/parts.h"

namespace interplay::models {

Objective objective_of(const TrainOptions& options, const TargetInfo& target) {
  if (options.target_kind == "ordinal") {
    Objective objective{.link = link_named("ordinal"), .loss = &loss_named("ordinal")};
    objective.levels = target.levels;
    objective.noise = target.noise;
    return objective;
  }
  const bool binary = is_binary(options, target);
  if (binary && options.solver == "mcmc") return {.link = link_named("probit"), .loss = &loss_named("probit")};
  Objective objective = objective_for(binary);
  objective.noise = target.noise && !binary;
  return objective;
}

}  // namespace interplay::models
