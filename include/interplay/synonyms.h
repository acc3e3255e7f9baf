// What other tools call our options, for hints.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "interplay/api.h"

namespace INTERPLAY_API interplay {

// The candidate (an option's name or flag) that a person who wrote `word` most likely meant: the one that other tools
// call so, else the nearest by its letters; "" when there is neither.
std::string meant_option(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace interplay
