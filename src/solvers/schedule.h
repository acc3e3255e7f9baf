// The learning rate over the epochs.
#pragma once

#include <cstdint>

#include "interplay/options.h"

namespace interplay {

// The learning rate of epoch `epoch` (from 1) out of options.epochs:
//   constant     lr
//   inverse      lr / (1 + decay (epoch - 1))
//   exponential  lr decay^(epoch - 1)
//   cosine       lr (1 + cos(pi (epoch - 1) / epochs)) / 2
//   linear       lr (1 - (epoch - 1) / epochs)
// Never 0: the last two would reach it in epoch epochs + 1.
double learning_rate_of(const TrainOptions& options, std::int64_t epoch);

// Whether the rate of an epoch depends on the total number of epochs.
bool depends_on_epochs(const TrainOptions& options);

// Throws Error(usage) if the decay does not fit the schedule.
void check_schedule(const TrainOptions& options);

}  // namespace interplay
