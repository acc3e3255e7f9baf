// Text for people: numbers as they read them, and names as they come.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "interplay/api.h"

namespace INTERPLAY_API interplay {

std::string grouped(std::uint64_t count);  // 100,000
// "1 user", "2,000 users": the noun gets an s unless the count is 1.
std::string counted(std::uint64_t count, std::string_view noun);
std::string in_bytes(double bytes);  // 1.2 MB
// 4 significant digits, whole from 10,000 to a billion; "-" for what is no number.
std::string short_number(double value);

// Ids, names and paths may hold control characters, which a terminal obeys: here as \n, \t, \x1b and, of those beyond
// ASCII, \u009b.
std::string printable(std::string_view text);

}  // namespace interplay
