// Whether a model can be calibrated, before any work is done for it.
#pragma once

#include <string>

#include "model/implementation.h"

namespace interplay {

// Throws as calibrate does for a method that does not fit the target, and for models of levels or of ranks.
void check_calibration(const std::string& method, const ModelImplementation& model);

}  // namespace interplay
