// What the machine has, and what cannot be had of it.
#pragma once

#include <cstdint>
#include <string>

namespace interplay {

// Bytes of memory that this process could have if nobody else took any: those of the machine, or fewer where a
// container (cgroup) or `ulimit -v` says so.
std::uint64_t memory_size();

// Before much is taken: refuses what cannot be there, rather than to be ended by the system. `what` begins a sentence:
// "training these 12 parameters". Throws Error(usage).
void require_memory(double bytes, const std::string& what, const std::string& remedy);

}  // namespace interplay
