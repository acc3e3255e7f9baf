// Values of the data in messages.
#pragma once

#include <string>
#include <string_view>

namespace interplay {

// How a value is shown in a message: in quotes, at most 40 bytes of it, control characters as \xNN.
std::string shown(std::string_view value);

}  // namespace interplay
