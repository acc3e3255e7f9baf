// Which draws of a chain (solver mcmc) a model keeps. See burn_in_of in interplay/chains.h.
#pragma once

#include <cstdint>

#include "interplay/options.h"

namespace interplay {

// Whether the draw of pass `epoch` (from 1) is one of the at most options.draws that are kept, evenly spaced over the
// passes after the burn-in.
bool keeps_draw(const TrainOptions& options, std::int64_t epoch);

// Whether the burn-in or the spacing of the kept draws differs between options that have different epochs.
bool keeps_other_draws(const TrainOptions& a, const TrainOptions& b);

}  // namespace interplay
