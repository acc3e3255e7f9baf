// Whether what solver mcmc drew can be relied on.
#pragma once

#include <string>

#include "interplay/model.h"

namespace interplay {

// Several chains should have arrived at the same distribution: what to say where the R-hat of any of their numbers is
// above 1.1 (Gelman and Rubin 1992), else empty. The halves of one chain say too little to warn of.
std::string disagreement(const Model& model);

}  // namespace interplay
