// Values of the data in messages.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace interplay {

// How a value is shown in a message: in quotes, at most 40 bytes of it, printable.
std::string shown(std::string_view value);

// "a, b, c", of more than `most` names the first ones and how many there are: "a, b, ... (320000)".
std::string listed(const std::vector<std::string>& names, std::size_t most = 50);

}  // namespace interplay
