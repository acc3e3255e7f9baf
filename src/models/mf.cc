#include "models/parts.h"
#include "models/table.h"

namespace interplay::models {

const ModelDefinition& mf_definition() {
  static const ModelDefinition definition{"mf",
                                          "Matrix factorization: a vector per user and per item, their dot product",
                                          matrix_defaults,
                                          matrix_plan,
                                          {"rank", "init", "initializer"},
                                          first_rows_train({}),
                                          TargetOrigin::above_zero};
  return definition;
}

}  // namespace interplay::models
