// Which instruction set the kernels run by on this machine.
#pragma once

#include <string>

namespace interplay::kernels {

// Sums of numbers are cut by the width of its vectors, so that other instruction sets round otherwise.
std::string instruction_set();

}  // namespace interplay::kernels
