#include "models/clicks.h"

namespace interplay::models {
namespace {

// b + first order + sum over f < g of r_fg <v_f, v_g>: a factorization machine in which every pair of fields has a
// weight. Pan et al. 2018.
ModelPlan fwfm_plan(const Schema& schema, const TrainOptions& options, const TargetInfo& target) {
  return weighted_pairs_plan(schema, options, target, PairForm::number);
}

}  // namespace

const ModelDefinition& fwfm_definition() {
  static const ModelDefinition definition{
      "fwfm",
      "Field-weighted factorization machine: every pair of fields has a weight",
      click_defaults,
      fwfm_plan,
      click_options({"linear_form"}),
  };
  return definition;
}

}  // namespace interplay::models
