// Whether a metric fits the target.
#pragma once

#include "interplay/metrics.h"

namespace interplay {

// Throws Error(usage) for a metric of a target of 0 and 1 where the model predicts numbers.
void require_fit(const Metric& metric, bool binary);

}  // namespace interplay
