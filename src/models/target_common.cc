#include "models/parts.h"

namespace interplay::models {

Objective objective_of(const TrainOptions& options, const TargetInfo& target) {
  if (options.target_kind == "ordinal") {
    Objective objective{.link = {.kind = LinkKind::ordinal}, .loss = LossKind::ordinal};
    objective.levels = target.levels;
    objective.noise = target.noise;
    return objective;
  }
  const bool binary = is_binary(options, target);
  if (binary && target.binary_link == LinkKind::probit)
    return {.link = {.kind = LinkKind::probit}, .loss = LossKind::probit};
  Objective objective = objective_for(binary);
  objective.noise = target.noise && !binary;
  return objective;
}

}  // namespace interplay::models
