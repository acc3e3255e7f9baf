// The choices of the option `solver`: the names of the files of src/solvers/definitions, listed by CMake because the
// definitions are on a higher floor.
#pragma once

#include <string_view>
#include <vector>

namespace interplay {

std::vector<std::string_view> solver_names();

}  // namespace interplay
