// The delimiter of a file.
#pragma once

#include <string>

#include "read/parse/records.h"
#include "read/text.h"

namespace interplay {

struct DelimiterGuess {
  std::string delimiter;  // empty if none cuts the lines
  double share = 0;       // of the first lines that it cuts into the usual number of cells
};

// The delimiter that cuts the most of the lines from `first` on into the same number (at least 2) of cells. All but the
// delimiter of `format` is known.
DelimiterGuess guess_delimiter(const Text& text, std::size_t first, TextFormat format);

// A character that is rarely a delimiter and stands equally often in the first lines; '\0' if there is none.
char unusual_delimiter(const Text& text, std::size_t first);

// The delimiter that `option` spells ("tab", "\t", "::"); blanks_delimiter for "space", "blanks" and "\s+"; empty for
// an empty option. Throws Error(usage).
std::string spelled_delimiter(const std::string& option);

// As messages show it: "tab", "blanks", "';'".
std::string delimiter_name(const std::string& delimiter);

}  // namespace interplay
