// What `serve` serves, and how: the configuration file, then the flags.
#pragma once

#include <vector>

#include "flags.h"
#include "interplay/serve.h"

namespace interplay::cli {

struct ServeSettings {
  std::vector<ServedModel> models;
  ServeOptions options;
};

// Throws Error(usage, bad_data, not_found, io).
ServeSettings serve_settings_of(const Arguments& arguments);

}  // namespace interplay::cli
