#include "base/mappings.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string_view>
#include <utility>

#include "base/spool.h"
#include "interplay/files.h"

namespace interplay {
namespace {

struct Mapping {
  std::size_t size;
  std::string path;
  std::weak_ptr<Spool> spool;
};

// Every mapping by its first address. Never destroyed: a signal may come after the statics are gone.
struct Mappings {
  std::mutex mutex;
  std::map<const char*, Mapping, std::less<>> by_address;
};

Mappings& mappings() {
  static auto& one = *new Mappings;
  return one;
}

std::atomic<int> spools{0};

std::size_t page_size() {
  static const auto size = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  return size;
}

// The mapping that covers the address (its last page to the end), or null. The lock is held.
const std::pair<const char* const, Mapping>* mapping_at(const void* address) {
  const auto* const wanted = static_cast<const char*>(address);
  const auto above = mappings().by_address.upper_bound(wanted);
  if (above == mappings().by_address.begin()) return nullptr;
  const auto& found = *std::prev(above);
  const std::size_t covered = (found.second.size + page_size() - 1) / page_size() * page_size();
  return static_cast<std::size_t>(wanted - found.first) < covered ? &found : nullptr;
}

// Advice for the part of the bytes that lies in one mapping. `whole`: the first and last page only if all of them is
// meant.
void advise(std::string_view bytes, int advice, bool whole) {
  if (bytes.empty()) return;
  const std::lock_guard lock(mappings().mutex);
  const auto* const mapping = mapping_at(bytes.data());
  if (mapping == nullptr) return;
  auto first = static_cast<std::size_t>(bytes.data() - mapping->first);
  std::size_t last = std::min(first + bytes.size(), mapping->second.size);
  first = (whole ? first + page_size() - 1 : first) / page_size() * page_size();
  if (whole && last < mapping->second.size) last = last / page_size() * page_size();
  if (first < last) ::madvise(const_cast<char*>(mapping->first) + first, last - first, advice);
}

}  // namespace

void add_mapping(const char* first, std::size_t size, std::string path, std::weak_ptr<Spool> spool) {
  const std::lock_guard lock(mappings().mutex);
  mappings().by_address[first] = {size, std::move(path), std::move(spool)};
}

void remove_mapping(const char* first, std::size_t size) {
  const std::lock_guard lock(mappings().mutex);
  mappings().by_address.erase(first);
  ::munmap(const_cast<char*>(first), size);
}

void set_spool_of_mapping(const char* first, std::weak_ptr<Spool> spool) {
  const std::lock_guard lock(mappings().mutex);
  if (const auto found = mappings().by_address.find(first); found != mappings().by_address.end())
    found->second.spool = std::move(spool);
}

void count_spools(int more) { spools += more; }

std::uint64_t mapped_bytes() {
  const std::lock_guard lock(mappings().mutex);
  std::uint64_t bytes = 0;
  for (const auto& [first, mapping] : mappings().by_address) bytes += mapping.size;
  return bytes;
}

void give_back_all() {
  const std::lock_guard lock(mappings().mutex);
  for (const auto& [first, mapping] : mappings().by_address)
    ::madvise(const_cast<char*>(first), mapping.size, MADV_DONTNEED);
}

void read_ahead(std::string_view bytes) { advise(bytes, MADV_WILLNEED, false); }
void give_back(std::string_view bytes) { advise(bytes, MADV_DONTNEED, true); }

void passed_over(std::string_view bytes) {
  if (spools > 0) give_back(bytes);
}

std::shared_ptr<Spool> spool_at(const void* address) {
  const std::lock_guard lock(mappings().mutex);
  const auto* const mapping = mapping_at(address);
  return mapping == nullptr ? nullptr : mapping->second.spool.lock();
}

std::string mapped_path(const void* address) {
  const std::lock_guard lock(mappings().mutex);
  const auto* const mapping = mapping_at(address);
  return mapping == nullptr ? "" : mapping->second.path;
}

}  // namespace interplay
