// Lists of values as one text: on the command line, in recipes and in model files.
//
// Values stand between commas. `\,` is a comma within a value and `\\` a backslash before a comma or another backslash;
// any other backslash stands for itself.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "interplay/api.h"

namespace INTERPLAY_API interplay {

// The values in order, blanks and empty values included; none for an empty text.
std::vector<std::string> split_list(std::string_view text);

// The text that split_list reads back. Precondition: a single value is not empty.
std::string join_list(std::span<const std::string> values);

// Adds the values of another list to `list`. A last backslash of `list` stands for itself, as it did before.
void append_list(std::string& list, std::string_view more);

}  // namespace interplay
