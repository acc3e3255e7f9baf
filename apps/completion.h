// Scripts that complete verbs, flags, choices, model and metric names, and files; from the same tables as the
// flags.
#pragma once

#include <string>

namespace interplay::cli {

std::string bash_completion();
std::string zsh_completion();
std::string fish_completion();

}  // namespace interplay::cli
