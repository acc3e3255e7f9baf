// From scores to predictions.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/task_pool.h"
#include "data/batch.h"
#include "interplay/dataset.h"
#include "interplay/model.h"
#include "model/members.h"
#include "model/plan.h"

namespace interplay {

// What turns scores into predictions, beside the parameters.
struct Predictor {
  const ModelPlan& plan;
  const TargetInfo& target;
  bool clip = true;  // to the target's range; concerns numbers only

  // Predictions of the rows, in order: the mean over the members, clipped last. The result does not depend on the pool.
  std::vector<float> predict(const Members& members, std::span<const FieldView> fields,
                             std::span<const std::uint32_t> rows, const TaskPool& pool) const;
  // By one set of parameters.
  std::vector<float> predict(const Parameters& parameters, std::span<const FieldView> fields,
                             std::span<const std::uint32_t> rows, const TaskPool& pool) const;
  // With the deviations that Model::Prediction has.
  Model::Prediction predict_with_deviation(const Members& members, std::span<const FieldView> fields,
                                           std::span<const std::uint32_t> rows, const TaskPool& pool) const;
};

// Values of the given rows; empty when `values` is.
std::vector<float> gather(std::span<const float> values, std::span<const std::uint32_t> rows);

// 0, 1, ..., count - 1.
std::vector<std::uint32_t> all_rows(std::size_t count);

// Throws Error(usage) unless `data` has the columns and vocabularies that `schema` has: codes of one
// vocabulary mean nothing in another. (Sizes and outermost ids are compared, so that scoring one row stays
// cheap.)
void check_encoded(const Dataset& data, const Schema& schema);

}  // namespace interplay
