// The calibration of a model as a text and tensors of its file; see docs/format.md.
#pragma once

#include <string>
#include <vector>

#include "interplay/schema.h"
#include "model/calibration.h"
#include "model/json.h"
#include "model/safetensors.h"

namespace interplay {

constexpr const char* calibration_key = "calibration";

Json calibration_to_json(const Calibration& calibration);
// Appends the tensors. They refer to `calibration`.
void store_calibration(const Calibration& calibration, std::vector<StoredTensor>& tensors);

// Reads both. `binary`: whether predictions are probabilities. Throws Error(bad_model) or std::exception for anything
// that writing does not produce.
Calibration load_calibration(const SafetensorsFile& file, const Schema& schema, bool binary);

}  // namespace interplay
