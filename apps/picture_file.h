// Files that pictures and reports are written to.
#pragma once

#include <string>

#include "interplay/report.h"

namespace interplay::cli {

// Whether the extension asks for a report.
bool is_page(const std::string& path);

// Refuses extensions before any work is done; `kind` is an empty picture of the kind that will be written.
// Throws Error(usage).
void check_picture_file(const std::string& path, const Picture& kind, bool pages);

}  // namespace interplay::cli
