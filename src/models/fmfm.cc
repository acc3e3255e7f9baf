#include "models/clicks.h"

namespace interplay::models {
namespace {

// b + first order + sum over f < g of v_f^T M_fg v_g: a factorization machine with a matrix, or a vector on its
// diagonal, for every pair of fields. Sun et al. 2021.
ModelPlan fmfm_plan(const Schema& schema, const TrainOptions& options, const TargetInfo& target) {
  return weighted_pairs_plan(schema, options, target,
                             options.pair_form == "vector" ? PairForm::vector : PairForm::matrix);
}

}  // namespace

const ModelDefinition& fmfm_definition() {
  static const ModelDefinition definition{
      "fmfm",
      "Field-matrixed factorization machine: every pair of fields has a matrix",
      click_defaults,
      fmfm_plan,
      click_options({"linear_form", "pair_form"}),
  };
  return definition;
}

}  // namespace interplay::models
