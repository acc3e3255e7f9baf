#include "models/parts.h"
#include "models/table.h"

namespace interplay::models {
namespace {

void warp_defaults(TrainOptions& options) {
  options.loss = "warp";
  list_defaults(options);
}

}  // namespace

const ModelDefinition& warp_definition() {
  static const ModelDefinition definition{"warp",
                                          "WARP: matrix factorization for lists of items, with most weight on the top",
                                          warp_defaults,
                                          ranked_pairs,
                                          {"rank", "init", "initializer"},
                                          {},
                                          TargetOrigin::mean,
                                          true,
                                          true};
  return definition;
}

}  // namespace interplay::models
