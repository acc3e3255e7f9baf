// Checks whether a trained model is better than the simplest predictions.
#pragma once

#include <span>
#include <string>

#include "interplay/model.h"
#include "interplay/train.h"
#include "plan/plan.h"
#include "solvers/gradient/linear_fit.h"

namespace interplay {

// Compares errors on the test part, or else the validation part, with those of a constant (for numbers the mean of the
// training targets, for 0 and 1 the share of 1s) and, for numbers, with those of weights alone. Warns if the model is
// worse by more than chance explains, and says what to try. Another warning is for a part of one class, which has no
// AUC. Under a transform of the target, errors are those of transformed targets. `given`: the options before the
// training rows decided some. `linear`: weights in the model's own plan, fitted to the training rows; if null, they are
// fitted here, unless that takes long.
void report_worth(const Model& model, const TrainOptions& given, const Dataset& data, const Split& split,
                  const LinearFit* linear, Observer& observer);

// Why targets of 0 and 1 have no AUC, or "". `part`: the name of the part that these rows are.
std::string one_class(std::span<const float> targets, std::string_view part);

// The third standardised moment of the values, or of log1p of them; 0 where all are equal.
double skewness(std::span<const float> values, bool of_logarithms = false);
// From here on values count as heavily skewed.
constexpr double least_skewness = 3;
// Whether the logarithms of the targets are probably better to fit, as for counts of plays and amounts of money:
// numbers from 0 up, with a skewness above 3 that log1p at least halves, and a deviation above the mean. Stars, scores
// of 0 to 100 and prices of houses (skewness up to 4, deviation .7 of the mean) are not like that; nor are two values,
// or numbers far below 1, which log1p does not change.
bool heavily_skewed(std::span<const float> targets);
// Reports this as a note, if it holds for the training rows and no transform is requested.
void report_skew(const TargetInfo& target, std::span<const float> values, Observer& observer);

}  // namespace interplay
