// Calibration of trained models by rows that they were not fitted to: probabilities that are right on average, and
// intervals that hold the share of the targets that they say.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "interplay/api.h"
#include "interplay/model.h"

namespace INTERPLAY_API interplay {

// Rows of data encoded for a model (see read_for); all rows if `rows` is empty.
struct RowsOf {
  const Dataset* data = nullptr;  // null: none
  std::span<const std::uint32_t> rows = {};
};

struct CalibrationRequest {
  // platt or isotonic for a binary target, conformal for numbers; auto: conformal for numbers, for a binary target the
  // one of the two with the lower logloss on fifths of `fit` that it was not fitted to.
  std::string method = "auto";
  RowsOf fit = {};  // with targets
  // The training rows, where they are known: whose ratings are hard to predict, and how active users and items are, is
  // learned from them. Otherwise it is learned from `fit`. Only read for intervals.
  RowsOf seen = {};
  // Rows on which CalibrationInfo::before and after are measured; without them it is by fifths of `fit`.
  RowsOf check = {};
  int threads = 0;
};

// The model with a calibration, in place of the one that it may have; its parameters are shared. The result does not
// depend on `threads`. Throws Error(usage) for a method that does not fit the target, Error(bad_data) for fewer than
// least_calibration_rows, rows of one class, missing targets, and probabilities that do not rise with the targets,
// Error(unsupported) for an ordinal model, whose intervals follow from its probabilities.
Model calibrate(const Model& model, const CalibrationRequest& request);
constexpr std::size_t least_calibration_rows = 30;

// Throws Error(usage) if the option calibrate names a method that a target of this kind cannot have.
void check_calibration(const std::string& method, bool binary);

// Model::predict_interval on rows with targets: the share of targets that lie within ("coverage") and the mean distance
// between the ends ("width"). Weights of rows do not count. Throws as predict_interval.
MetricValues measure_intervals(const Model& model, const RowsOf& rows, double share, int threads = 0);

}  // namespace interplay
