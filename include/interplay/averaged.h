// The mean of what several models predict: of models that differ, where TrainOptions::ensemble is for runs of one.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "interplay/api.h"
#include "interplay/evaluate.h"
#include "interplay/model.h"
#include "interplay/options.h"

namespace INTERPLAY_API interplay {

// Row by row of files, which each model reads for itself (read_for). At least one model. Throws Error(usage) for models
// that predict different things: probabilities, numbers, levels, or places in lists.
std::vector<float> predict_averaged(std::span<const Model> models, std::span<const std::string> paths,
                                    const DataOptions& options, int threads = 0);

// Measures the mean by metrics of rows; if `names` is empty, by all that fit the target. Rows are cold that are so for
// the first model. Throws Error(usage) for a metric of lists.
Evaluation evaluate_averaged(std::span<const Model> models, std::span<const std::string> paths,
                             const DataOptions& options, std::span<const std::string> names, int threads = 0);

}  // namespace interplay
