// From score to target, for one set of parameters: the link, and what the objective itself has learned (noise,
// thresholds).
#pragma once

#include <span>
#include <vector>

#include "data/batch.h"
#include "plan/plan.h"

namespace interplay {

class Response {
 public:
  Response(const ModelPlan& plan, const Parameters& parameters);

  // The mean of the target in its own units: the link's prediction, or the mean of the levels. For a transformed target
  // whose noise is unknown, it is the inverse transform of the mean, which for the logarithm is the median.
  // `deviation`, here and below: the factor on the row's noise, or on the scale of its thresholds (RowNoise).
  float prediction(float score, float deviation = 1) const;
  // Mean and variance of the target. The variance is that of the noise (0 if none is known), p (1 - p), or that of the
  // levels' values.
  struct Moments {
    double mean, variance;
  };
  Moments moments(float score, float deviation) const;
  // Of a number as the objective sees it, before the scale of the target is undone.
  Moments inner_moments(float score, float deviation) const;
  // P(level) of every level: of 0 and 1 of a binary target. Precondition: the target has levels.
  void probabilities(float score, float deviation, std::span<double> out) const;

  // The thresholds between the levels; empty if there are none.
  std::span<const float> thresholds() const { return thresholds_; }
  // See Model::levels.
  static std::vector<float> levels(const Objective& objective);

 private:
  const Objective& objective_;
  std::vector<float> thresholds_;
  double noise_variance_ = 0;
};

// How the noise of rows, or the scale of their thresholds, differs by user and item, if the plan has this
// (ModelPlan::id_noise).
class RowNoise {
 public:
  // The arguments must outlive the object.
  RowNoise(const ModelPlan& plan, const Batch& batch);

  // 1 if nothing is known.
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
