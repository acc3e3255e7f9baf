// Negative down-sampling: training looks at a share w of the rows with target 0, and predictions are corrected for it.
// A model of rows thinned so learns the odds of 1 to be 1 / w times too high; p / (p + (1 - p) / w) is the probability
// among all rows (He et al. 2014, "Practical lessons from predicting clicks on ads at Facebook", section 6.3). That is
// a curve of the kind that calibration has: sigmoid(logit(p) + log w).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "interplay/dataset.h"
#include "model/calibration.h"

namespace interplay {

// The rows without most of those with target 0: row r stays if a number drawn for (seed, r) is below `share`, so that
// neither threads nor processes nor other rows matter.
std::vector<std::uint32_t> kept_rows_of(std::span<const std::uint32_t> rows, std::span<const float> target,
                                        double share, std::int64_t seed);

// Predictor::predict of such a model, corrected. Identity for share 1.
std::vector<float> corrected_for(double share, std::vector<float> probabilities);

// What the model carries. `rows`: how many it was trained on.
Calibration calibration_for(double share, std::uint64_t rows);

// Throws Error(usage) where the option does not fit the target.
void check_kept_negatives(double share, bool binary);

}  // namespace interplay
