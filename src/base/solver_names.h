// What the option `solver` may be: the names of the files of src/solvers/definitions, made by CMake, since what they
// define stands on a higher floor.
#pragma once

#include <string_view>
#include <vector>

namespace interplay {

std::vector<std::string_view> solver_names();

}  // namespace interplay
