// The agreement of the chains of solver mcmc, as text.
#pragma once

#include <string>

#include "interplay/model.h"

namespace interplay::cli {

// Empty for a model that was not made by mcmc. A single chain is compared by its two halves.
std::string chains_text(const Model& model, std::size_t width);

}  // namespace interplay::cli
