// The contents of interplay::Model.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "interplay/model.h"
#include "model/calibration.h"
#include "model/parameter_sets.h"
#include "plan/plan.h"

namespace interplay {

// Allocated on the heap and never moved: the plan refers to the schema beside it.
struct ModelImplementation {
  Star star;
  TrainOptions options;
  DataOptions data_options;
  TargetInfo target;
  std::string library_version;
  std::unique_ptr<ModelPlan> plan;  // refers to star.schema
  // At least one. A prediction is the mean over the members: the runs of an ensemble, or draws from a posterior.
  ParameterSets members;
  std::vector<History> histories;  // one per run, at least one
  std::optional<Calibration> calibration;
  // By slot of the table of weights: their L2 as counts of rows (solvers/gradient/linear_fit.h), where the training
  // rows chose it; else empty. Training that goes on keeps it.
  std::vector<double> weight_l2;

  // The parameters of the first member.
  std::shared_ptr<const Parameters> parameters() const { return members.at(0); }
};

// The way from a model to what stands behind it, and back, for the library alone.
Model model_of(std::shared_ptr<const ModelImplementation> implementation);
const ModelImplementation& implementation_of(const Model& model);

}  // namespace interplay
