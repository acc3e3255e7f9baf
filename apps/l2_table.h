// The L2 coefficients that solver sgda learned, as text.
#pragma once

#include <string>

#include "interplay/model.h"

namespace interplay::cli {

// The coefficients of the first run. Empty for a model whose solver learns none.
std::string l2_text(const Model& model, std::size_t width);

}  // namespace interplay::cli
