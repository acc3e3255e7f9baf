#include "models/parts.h"
#include "models/table.h"

namespace interplay::models {
namespace {

// Two low-pass filters of the user's history x on the graph of items, with Z = D_u^-1/2 X D_i^-1/2 the interactions
// divided by the roots of the numbers of both sides:  x Z'Z + low_pass x D_i^-1/2 V V' D_i^1/2,  V the leading right
// singular vectors of Z. Of Z'Z the largest weights of every item are kept. Shen et al. 2021, "How Powerful is Graph
// Convolution for Recommendation?".
ModelPlan gf_cf_plan(const Schema& schema, const TrainOptions& options, const TargetInfo&) {
  return plan_of_items(schema, options, ItemWeights::filter, static_cast<std::size_t>(options.rank));
}

void gf_cf_defaults(TrainOptions& options) {
  options.epochs = 1;
  options.neighbors = 500;
  options.rank = 256;
  options.low_pass = 0.3;
}

}  // namespace

const ModelDefinition& gf_cf_definition() {
  static const ModelDefinition definition{
      .name = "gf_cf",
      .summary =
          "Interactions alone: the user's history smoothed over the graph of items, and by its leading singular "
          "vectors",
      .defaults = gf_cf_defaults,
      .plan = gf_cf_plan,
      .reads = {"neighbors", "rank", "low_pass"},
      .own_recipe = true,
      .solver = "closed_form",
      .derives = {user_history}};
  return definition;
}

}  // namespace interplay::models
