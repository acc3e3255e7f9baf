// Files and folders that exist only until something is complete.
#pragma once

#include <sys/types.h>

#include <filesystem>

namespace interplay {

// One file or folder named PREFIX.partial-NNNNNNNN, and locked (flock) while it lives: a lock ends with its process,
// however that ended, in whatever container it ran. So one that can be locked is a dead process's.
class Unfinished {
 public:
  enum class Kind { file, folder };

  // Removes what dead processes have left of the same prefix, and creates a new one. Of a file the descriptor is open
  // for writing. `mode` as in open(2). Throws Error(io, not_found) that names `wanted`.
  Unfinished(const std::filesystem::path& prefix, Kind kind, ::mode_t mode, const std::filesystem::path& wanted);
  // Removes it, unless it was renamed.
  ~Unfinished();
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;

  const std::filesystem::path& path() const { return path_; }
  int descriptor() const { return descriptor_; }
  // Gives it its final name, whatever bore that before. False leaves errno and all else as it was.
  bool rename(const std::filesystem::path& to);

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
};

}  // namespace interplay
