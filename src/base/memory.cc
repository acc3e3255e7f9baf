#include "base/memory.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>

#include "interplay/error.h"
#include "interplay/text.h"

namespace interplay {
namespace {

constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

// The number in a file of the kernel; none where it says "max".
std::uint64_t number_in(const std::string& path) {
  std::uint64_t number = 0;
  return std::ifstream(path) >> number ? number : unlimited;
}

// That of the process's group and of all groups above it.
std::uint64_t group_limit() {
  std::uint64_t least = number_in("/sys/fs/cgroup/memory/memory.limit_in_bytes");
  std::ifstream groups("/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    if (!line.starts_with("0::")) continue;
    for (std::string group = line.substr(3);; group.resize(group.rfind('/'))) {
      if (group == "/") group.clear();
      least = std::min(least, number_in("/sys/fs/cgroup" + group + "/memory.max"));
      if (group.find('/') == std::string::npos) break;
    }
  }
  return least;
}

std::uint64_t address_limit() {
  rlimit limit{};
  const bool known = ::getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
  return known ? static_cast<std::uint64_t>(limit.rlim_cur) : unlimited;
}

}  // namespace

std::uint64_t memory_size() {
  const std::uint64_t machine =
      static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  return std::min({machine, group_limit(), address_limit()});
}

void require_memory(double bytes, const std::string& what, const std::string& remedy) {
  const auto there = static_cast<double>(memory_size());
  if (bytes <= there) return;
  throw Error(Code::usage, what + " takes " + in_bytes(bytes) + " of memory, and there are " + in_bytes(there), remedy);
}

}  // namespace interplay
