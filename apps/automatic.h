// --model auto: a search that decides the settings of a training.
#pragma once

#include <optional>

#include "console.h"
#include "json_output.h"
#include "settings.h"

namespace interplay::cli {

// Searches, prints what was tried, and sets model, options and fields of `settings` to the best. Returns what was
// tried, as JSON; nothing if the user interrupted. Throws as reading and choose_model do.
std::optional<Json> choose_settings(Settings& settings, const Arguments& arguments, Console& console);

}  // namespace interplay::cli
