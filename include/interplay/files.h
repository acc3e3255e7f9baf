// Files as programs meet them: written whole or not at all, and tidied up when a signal ends the process.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "interplay/api.h"

namespace INTERPLAY_API interplay {

class Unfinished;

// Writes a whole file or nothing: readers see the old file or the new one, which keeps the old one's mode. A symbolic
// link stays, and what it points to is written; so do devices and pipes, which are written to in place.
// Throws Error(io, not_found), for example on a full disk; then nothing has changed.
void write_file(const std::filesystem::path& path, std::string_view bytes);

// The same for a file that is written in pieces: it takes its name when `commit` is called, and without it nothing
// changes.
class FileInPieces {
 public:
  explicit FileInPieces(const std::filesystem::path& path);
  ~FileInPieces();
  FileInPieces(const FileInPieces&) = delete;
  FileInPieces& operator=(const FileInPieces&) = delete;
  void write(std::string_view bytes);
  void commit();

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

// What the path stands for once symbolic links are followed; it need not exist. Throws Error(io) where they go round in
// a circle.
std::filesystem::path behind_links(const std::filesystem::path& path);

// A folder that goes away with all that is in it, in the system's place for temporary files.
class TemporaryFolder {
 public:
  // Throws Error(io).
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const;

 private:
  std::unique_ptr<Unfinished> unfinished_;
};

// For a program that is about to be ended by a signal. The library handles no signals.
//
// Removes every file and folder that is not finished, and lets no thread begin or finish another: whoever tries waits
// for the end of the process. Not for signal handlers themselves, as it takes a lock.
void abandon_unfinished();
// The path of the mapped file that holds this address, or empty: what a SIGBUS at that address is about.
std::string mapped_path(const void* address);

}  // namespace interplay
