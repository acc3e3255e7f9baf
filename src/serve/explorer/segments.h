// How well a model predicts rows that it was not trained on, by the activity of users and the popularity of items.
#pragma once

#include <string>
#include <vector>

#include "interplay/model.h"

namespace interplay::serve {

// {"rows", "metrics", "segments"} of the rows of `held_out`, as `interplay evaluate --by activity,popularity --seen`
// has them: the errors of predictions, or, of models of interactions, the measures of lists of all items. Throws what
// reading and measuring throw, and Error(usage) without files of training rows.
std::string segments_json(const Model& model, const std::vector<std::string>& held_out,
                          const std::vector<std::string>& seen);

}  // namespace interplay::serve
