// What a calibration did, in words.
#pragma once

#include <string>

#include "interplay/model.h"

namespace interplay::cli {

// One line, with its newline; empty for a model that is not calibrated.
std::string calibration_text(const Model& model);

}  // namespace interplay::cli
