// What the machine has.
#pragma once

#include <cstdint>

namespace interplay {

std::uint64_t memory_size();  // bytes of it, used ones as well

}  // namespace interplay
