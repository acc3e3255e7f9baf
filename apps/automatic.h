// --model auto: a search that decides the settings of a training.
#pragma once

#include <optional>

#include "console.h"
#include "json_output.h"
#include "settings.h"

namespace interplay::cli {

// Searches, tells what was tried, and changes `settings` to what was found: model, options and fields. What was tried,
// as JSON; nothing where the user interrupted. Throws as reading and choose_model do.
std::optional<Json> choose_settings(Settings& settings, const Arguments& arguments, Console& console);

}  // namespace interplay::cli
