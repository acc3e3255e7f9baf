// Whether a trained model is worth more than the simplest predictions.
#pragma once

#include <span>
#include <string>

#include "interplay/model.h"
#include "interplay/train.h"
#include "model/plan.h"
#include "solvers/linear_fit.h"

namespace interplay {

// Compares errors on the test part, or else the validation part, with those of a constant (of numbers the mean of the
// training targets, of 0 and 1 the share of 1s) and, of numbers, of weights alone. One warning where the model is worse
// by more than chance makes of these rows, with what to try; another for a part of one class, which has no AUC.
// Under a transform of the target, errors are those of transformed targets.
// `given`: the options before the training rows decided some. `linear`: weights in the model's own plan that were
// fitted to the training rows, or null: then they are fitted here, unless that takes long.
void report_worth(const Model& model, const TrainOptions& given, const Dataset& data, const Split& split,
                  const LinearFit* linear, Observer& observer);

// Why targets of 0 and 1 have no AUC, or "". `part`: what these rows are.
std::string one_class(std::span<const float> targets, std::string_view part);

// Whether targets are such that their logarithms are better fitted, as counts of plays and amounts of money are: from 0
// up, a skewness above 3 that log1p at least halves, and a deviation above the mean. Stars, scores of 0 to 100 and
// prices of houses (skewness up to 4, deviation .7 of the mean) are not; nor are two values, or numbers far below 1,
// of which log1p changes nothing.
bool heavily_skewed(std::span<const float> targets);
// A note where the targets of the training rows are and no transform is asked for.
void report_skew(const TargetInfo& target, std::span<const float> values, Observer& observer);

}  // namespace interplay
