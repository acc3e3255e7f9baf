// Files: mapped reading, atomic writing, checksums.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/unfinished.h"
#include "interplay/files.h"

namespace interplay {

// A whole file, mapped read-only. An empty file maps to an empty view.
class MappedFile {
 public:
  // Throws Error(not_found, io); a directory is an error.
  static std::shared_ptr<const MappedFile> open(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::string_view bytes() const { return {data_, size_}; }

 private:
  MappedFile() = default;
  const char* data_ = nullptr;
  std::size_t size_ = 0;
};

// Writes a file beside its final name and renames it when `commit` is called: readers see the old file or the whole
// new one, which keeps the old one's mode. Without commit the destructor removes what was written. A symbolic link
// stays; its target is replaced.
class AtomicFile {
 public:
  // Throws Error(io, not_found) when the folder does not exist or cannot be written.
  explicit AtomicFile(const std::filesystem::path& path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::string_view bytes);
  void write(const void* data, std::size_t size) { write({static_cast<const char*>(data), size}); }
  std::uint64_t written() const { return written_; }
  // Flushes to the device and renames. Throws Error(io), for example on a full disk; then nothing has changed.
  void commit();

 private:
  std::filesystem::path path_, target_;
  std::unique_ptr<Unfinished> unfinished_;
  std::uint64_t written_ = 0;
  std::string buffer_;
  void flush();
};

// XXH3, 64 bits.
std::uint64_t checksum(std::string_view bytes);

}  // namespace interplay
