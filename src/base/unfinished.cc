#include "base/unfinished.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/io_error.h"
#include "interplay/files.h"

namespace interplay {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view mark = ".partial-";
constexpr std::size_t digits = 8;

// What lives in this process. Never destroyed: a thread that ends the process may look at it at any moment.
struct Registry {
  std::mutex mutex;
  std::set<fs::path> alive;
  std::map<fs::path, std::vector<std::string>> found;  // by folder: names that look like ours, at the first look
};

Registry& registry() {
  static auto& one = *new Registry;
  return one;
}

std::string random_digits() {
  static std::random_device source;
  char text[digits + 1];
  std::snprintf(text, sizeof text, "%08x", static_cast<unsigned>(source()));
  return text;
}

// PREFIX.partial-NNNNNNNN
bool looks_like_ours(std::string_view name) {
  const std::size_t size = mark.size() + digits;
  return name.size() > size && name.substr(name.size() - size).starts_with(mark) &&
         name.substr(name.size() - digits).find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::vector<std::string> names_like_ours(const fs::path& folder) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(folder.c_str()), ::closedir);
  while (const dirent* entry = open ? ::readdir(open.get()) : nullptr)
    if (looks_like_ours(entry->d_name)) names.emplace_back(entry->d_name);
  return names;
}

void discard(const fs::path& path) {
  std::error_code ignored;
  fs::remove_all(path, ignored);
}

// Whoever creates one locks it before anything else, and looks whether it is still there; so nothing alive is removed.
void remove_if_left(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return;
  struct stat status {};
  const bool own = ::fstat(descriptor, &status) == 0 && status.st_uid == ::geteuid() &&
                   (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode));
  if (own && ::flock(descriptor, LOCK_EX | LOCK_NB) == 0) discard(path);
  ::close(descriptor);
}

// A folder is read once: what dies later is for the next process. The registry is locked.
void remove_left(const fs::path& prefix) {
  const fs::path folder = prefix.has_parent_path() ? prefix.parent_path() : ".";
  const auto [found, first] = registry().found.try_emplace(folder);
  if (first) found->second = names_like_ours(folder);
  const std::string start = prefix.filename().string() + std::string(mark);
  std::erase_if(found->second, [&](const std::string& name) {
    const bool same = name.starts_with(start) && name.size() == start.size() + digits;
    if (same && !registry().alive.contains(folder / name)) remove_if_left(folder / name);
    return same;
  });
}

// Negative where that name is of no use: then errno is EEXIST, and another one may be, or tells why none is.
int create(const fs::path& path, Unfinished::Kind kind, ::mode_t mode) {
  if (kind == Unfinished::Kind::file) return ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (::mkdir(path.c_str(), mode) != 0) return -1;
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0 && errno == ENOENT) errno = EEXIST;  // another process took it for left over already
  return descriptor;
}

bool is_there(const fs::path& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0;
}

}  // namespace

Unfinished::Unfinished(const fs::path& prefix, Kind kind, ::mode_t mode, const fs::path& wanted) {
  const std::lock_guard lock(registry().mutex);
  remove_left(prefix);
  while (descriptor_ < 0) {
    path_ = prefix.string() + std::string(mark) + random_digits();
    descriptor_ = create(path_, kind, mode);
    if (descriptor_ < 0 && errno == EEXIST) continue;
    if (descriptor_ < 0) fail_io(wanted, kind == Kind::file ? "cannot write the file" : "cannot make the folder");
    ::flock(descriptor_, LOCK_EX);  // some file systems have no locks, and then nothing is taken for left over
    if (is_there(path_)) break;
    ::close(descriptor_);
    descriptor_ = -1;
  }
  registry().alive.insert(path_);
}

Unfinished::~Unfinished() {
  const std::lock_guard lock(registry().mutex);
  if (registry().alive.erase(path_) > 0) discard(path_);
  ::close(descriptor_);
}

bool Unfinished::rename(const fs::path& to) {
  const std::lock_guard lock(registry().mutex);
  if (::rename(path_.c_str(), to.c_str()) != 0) return false;
  registry().alive.erase(path_);
  return true;
}

void abandon_unfinished() {
  registry().mutex.lock();  // for good
  // Twice: another thread may be putting a file into a folder that is being removed.
  for (int round = 0; round < 2; ++round)
    for (const fs::path& path : registry().alive) discard(path);
}

}  // namespace interplay
