// Checks whether the draws of solver mcmc can be relied on.
#pragma once

#include <string>

#include "interplay/model.h"

namespace interplay {

// Several chains should have reached the same distribution. Returns a warning if the R-hat of any of their numbers is
// above 1.1 (Gelman and Rubin 1992), otherwise "". The halves of a single chain are not enough for a warning.
std::string disagreement(const Model& model);

}  // namespace interplay
