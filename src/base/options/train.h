// The table of TrainOptions by its parts, one file each, in the order of help.
#pragma once

#include <vector>

#include "interplay/options.h"

namespace interplay {

std::vector<Option<TrainOptions>> train_model_options();
std::vector<Option<TrainOptions>> train_network_options();
std::vector<Option<TrainOptions>> train_solver_options();
std::vector<Option<TrainOptions>> train_run_options();

}  // namespace interplay
