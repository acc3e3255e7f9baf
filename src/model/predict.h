// From scores to predictions.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/task_pool.h"
#include "data/batch.h"
#include "interplay/dataset.h"
#include "interplay/model.h"
#include "model/calibration.h"
#include "model/parameter_sets.h"
#include "model/response.h"
#include "model/scorer.h"
#include "plan/plan.h"

namespace interplay {

// Predictions for some rows by one member after another.
class Predictor {
 public:
  // The arguments must outlive the predictor.
  Predictor(const ModelPlan& plan, const TargetInfo& target, const Batch& batch, const TaskPool& pool)
      : plan_(plan), target_(target), batch_(batch), pool_(pool), scorer_(plan, batch, pool), noise_(plan, batch) {}

  // The mean over the members, in the order of the rows. `clip`: whether to limit numbers to the target's range, at the
  // end. The result does not depend on the pool.
  std::vector<float> predict(const ParameterSets& members, bool clip) const;
  // The predictions of one set of parameters. `scores`, if given, receives the scores before the link.
  std::vector<float> predict(const Parameters& parameters, bool clip, std::vector<float>* scores = nullptr) const;
  // Predictions with the deviations of Model::Prediction; of calibrated probabilities by `curve`, if given.
  Model::Prediction predict_with_deviation(const ParameterSets& members, bool clip,
                                           const ProbabilityCurve* curve = nullptr) const;
  // Central intervals that hold `share` of the target, 0 < share < 1; see Model::predict_interval.
  Model::Interval intervals(const ParameterSets& members, double share, bool clip) const;
  // Where the intervals of ConformalScores lie, and what their widths are proportional to, as the target's transform
  // sees them.
  struct Spreads {
    std::vector<double> centre, spread;
  };
  Spreads spreads(const ParameterSets& members, bool clip, const ConformalScores& scores) const;
  // The intervals of a calibrated model. Ends are infinite where there are too few scores and nothing is clipped.
  Model::Interval intervals(const ParameterSets& members, double share, bool clip, const ConformalScores& scores) const;
  // P(level) of every row: rows x levels numbers. Precondition: the target has levels.
  std::vector<float> probabilities(const ParameterSets& members) const;

 private:
  // Mean and deviation of the target as the objective sees it, over the members with their noise.
  Spreads inner_moments(const ParameterSets& members) const;
  // Calls visit(index of the member, member, its scores).
  template <class Visit>
  void each_member(const ParameterSets& members, const Visit& visit) const;

  const ModelPlan& plan_;
  const TargetInfo& target_;
  Batch batch_;
  const TaskPool& pool_;
  Scorer scorer_;
  RowNoise noise_;
};

// The values of the given rows; empty if `values` is.
std::vector<float> gather(std::span<const float> values, std::span<const std::uint32_t> rows);

// 0, 1, ..., count - 1.
std::vector<std::uint32_t> all_rows(std::size_t count);

// Views of the inputs of a model, in its order, which refer to both arguments. Columns of entities that the model
// derived by itself, and the data lacks, are the star's. Throws Error(usage) unless `data` has the other columns and
// the vocabularies of the star, because codes of one vocabulary mean nothing in another. (Only sizes and outermost ids
// are compared, so that scoring one row stays cheap.)
std::vector<FieldView> views_for(const Dataset& data, const Star& star);

}  // namespace interplay
