// The L2 coefficients that solver sgda learned, as text and as JSON.
#pragma once

#include <string>

#include "interplay/model.h"
#include "json_output.h"

namespace interplay::cli {

// The coefficients of the first run. Empty for a model whose solver learns none.
std::string l2_text(const Model& model, std::size_t width);
// null for such a model.
Json l2_to_json(const Model& model);

}  // namespace interplay::cli
