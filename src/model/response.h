// What a score says of the target, by one set of parameters: the link, and what the objective itself has
// learned (noise, cut points).
#pragma once

#include <span>
#include <vector>

#include "data/batch.h"
#include "model/plan.h"

namespace interplay {

class Response {
 public:
  Response(const ModelPlan& plan, const Parameters& parameters);

  // The mean of the target, in its own units: the link's prediction, or the mean of the levels. Of a transformed target
  // whose noise is not known it is the target of the mean, which for the logarithm is the median. `deviation` here and
  // below: of the row's noise, as a multiple of the common one, or the stretch of its cut points (RowNoise).
  float prediction(float score, float deviation = 1) const;
  // Mean and variance of the target: that of the noise, 0 where none is known; p (1 - p); that of the levels'
  // values.
  struct Moments {
    double mean, variance;
  };
  Moments moments(float score, float deviation) const;
  // Of a number as the objective sees it, before the scale of the target is undone.
  Moments inner_moments(float score, float deviation) const;
  // P(level) of every level: of 0 and 1 of a binary target. Precondition: the target has levels.
  void probabilities(float score, float deviation, std::span<double> out) const;

  // The cut points between the levels; empty without.
  std::span<const float> cuts() const { return cuts_; }
  // See Model::levels.
  static std::vector<float> levels(const Objective& objective);

 private:
  const Objective& objective_;
  std::vector<float> cuts_;
  double noise_variance_ = 0;
};

// How the noise of rows, or the stretch of their cut points, differs: by their user and their item, where the plan
// knows that (ModelPlan::id_noise).
class RowNoise {
 public:
  // Everything given outlives the object.
  RowNoise(const ModelPlan& plan, const Batch& batch);

  // 1 where nothing is known.
  float deviation(const Parameters& parameters, std::size_t row) const;

 private:
  std::span<const std::uint32_t> rows_;
  struct Ids {
    TensorId tensor;
    const FieldView* view;
    const std::uint32_t* codes;
  };
  std::vector<Ids> ids_;
};

}  // namespace interplay
