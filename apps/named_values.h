// Values of a row on the command line: COLUMN=VALUE,COLUMN=VALUE.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flags.h"

namespace interplay::cli {

using NamedTexts = std::vector<std::pair<std::string, std::string>>;

// The pairs that the flag gives, if it is given. A piece between commas without '=' belongs to the value before it,
// which held a comma. Throws Error(usage) for one that is no pair.
NamedTexts named_values(const Arguments& arguments, std::string_view flag);

}  // namespace interplay::cli
