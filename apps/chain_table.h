// The agreement of the chains of solver mcmc, as text and as JSON.
#pragma once

#include <string>

#include "interplay/model.h"
#include "json_output.h"

namespace interplay::cli {

// Empty for a model that was not made by mcmc. A single chain is compared by its two halves.
std::string chains_text(const Model& model, std::size_t width);
// null for a model that was not made by mcmc.
Json chains_to_json(const Model& model);

}  // namespace interplay::cli
