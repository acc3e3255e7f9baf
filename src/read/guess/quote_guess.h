// What quotes and backslashes mean in a file.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "interplay/options.h"
#include "read/guess/sample.h"

namespace interplay {

// Sets the quotes and backslashes of `format`, whose delimiter is known, as option `quote` says or, if that is auto, as
// they cut the lines from `first` on most evenly. `notes`: where they are not those of RFC 4180.
void guess_quotes(const Text& text, std::size_t first, const DataOptions& options, TextFormat& format,
                  std::vector<std::string>& notes);

}  // namespace interplay
