// Defaults that belong to a solver rather than to a model.
#pragma once

#include <string_view>

#include "interplay/options.h"

namespace interplay {

// What the named solver asks for in place of the model's own defaults; gradient asks for nothing. A solver that does
// not exist changes nothing: the check of options names it.
void solver_defaults(std::string_view solver, TrainOptions& options);

}  // namespace interplay
