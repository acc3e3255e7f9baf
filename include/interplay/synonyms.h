// The names that other tools give to our options, for hints.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "interplay/api.h"

namespace INTERPLAY_API interplay {

// The candidate (the name of an option, or a flag) that a person who wrote `word` most likely meant: the option that
// other tools call so, or else the one nearest by spelling; "" if there is neither.
std::string meant_option(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace interplay
