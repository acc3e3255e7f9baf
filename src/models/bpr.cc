#include "models/parts.h"
#include "models/table.h"

namespace interplay::models {
namespace {

void bpr_defaults(TrainOptions& options) {
  options.loss = "bpr";
  list_defaults(options);
}

}  // namespace

const ModelDefinition& bpr_definition() {
  static const ModelDefinition definition{"bpr",
                                          "Bayesian personalised ranking: matrix factorization for lists of items, by "
                                          "comparing what a user took with one other",
                                          bpr_defaults,
                                          ranked_pairs,
                                          {"rank", "init", "initializer"},
                                          {},
                                          TargetOrigin::mean,
                                          true,
                                          true};
  return definition;
}

}  // namespace interplay::models
