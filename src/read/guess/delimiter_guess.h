// The delimiter of a file.
#pragma once

#include <string>

#include "read/parse/records.h"
#include "read/text.h"

namespace interplay {

// The delimiter that cuts the most lines into the same number (at least 2) of cells; empty if none does.
// All but the delimiter of `format` is known.
std::string guess_delimiter(const Text& text, TextFormat format);

// The delimiter that `option` spells ("tab", "\t", "::"); empty for an empty option. Throws Error(usage).
std::string spelled_delimiter(const std::string& option);

// As messages show it: "tab", "space", "';'".
std::string delimiter_name(const std::string& delimiter);

}  // namespace interplay
