// Vocabularies and entity tables as tensors of a model file.
#pragma once

#include <vector>

#include "interplay/encode.h"
#include "model/json.h"
#include "model/safetensors.h"

namespace interplay {

// Appends the tensors of the star. They refer to `star`.
void store_star(const Star& star, std::vector<StoredTensor>& tensors);
// The names of the entities, and how their keys are written.
Json entities_to_json(const Star& star);

// Fills in what the schema's JSON does not hold. Vocabularies are views of the file; columns of entity tables are
// copied, because every code in them has to be checked anyway. Throws Error(bad_model) for anything inconsistent.
void load_star(const SafetensorsFile& file, const Json& schema, const Json& entities, Star& star);

}  // namespace interplay
