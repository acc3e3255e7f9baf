// Which draws of a chain (solver mcmc) a model keeps. See burn_in_of in interplay/chains.h.
#pragma once

#include <cstdint>

#include "interplay/options.h"

namespace interplay {

// Whether the model keeps the draw of pass `epoch` (from 1): at most options.draws are kept, evenly spaced after the
// burn-in.
bool keeps_draw(const TrainOptions& options, std::int64_t epoch);

// Whether options with different epochs differ in the burn-in or in the spacing of the kept draws.
bool keeps_other_draws(const TrainOptions& a, const TrainOptions& b);

}  // namespace interplay
