// The validation part of interactions while training: lists of all items for its users.
#pragma once

#include <string>
#include <vector>

#include "interplay/dataset.h"
#include "model/implementation.h"
#include "solvers/loop.h"

namespace interplay {

// The metrics of the validation part of encoded `data`: the usual ones of lists, and what is monitored. The training
// rows of a user are left out of its list. Of very many users a part is drawn by the seed. Empty where there are no
// validation rows. `model`: the training's, which has no parameters yet; it outlives the result.
Validate validate_lists(const Dataset& data, const Split& split, const ModelImplementation& model, int threads);

}  // namespace interplay
