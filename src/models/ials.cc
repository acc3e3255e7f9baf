#include "models/parts.h"
#include "models/table.h"

namespace interplay::models {

// The plan of mf under the solver that gives it its name; the recipe is the solver's.
const ModelDefinition& ials_definition() {
  static const ModelDefinition definition{
      .name = "ials",
      .summary = "Matrix factorization of interactions without targets, by implicit alternating least squares",
      .defaults = matrix_defaults,
      .plan = matrix_plan,
      .reads = {"rank", "init", "initializer"},
      .origin = TargetOrigin::above_zero,
      .solver = "ials",
  };
  return definition;
}

}  // namespace interplay::models
