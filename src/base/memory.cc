#include "base/memory.h"

#include <unistd.h>

namespace interplay {

std::uint64_t memory_size() {
  return static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace interplay
