// The choices of the option `format` besides auto: the names of the files of src/read/formats, listed by CMake because
// the definitions are on a higher floor.
#pragma once

#include <string_view>
#include <vector>

namespace interplay {

std::vector<std::string_view> format_names();

}  // namespace interplay
