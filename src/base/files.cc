#include "base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>

#include "base/io_error.h"
#include "base/spool.h"
#include "interplay/error.h"

namespace interplay {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t buffer_size = std::size_t{1} << 20, piece_size = std::size_t{1} << 24;
constexpr ::mode_t usual_mode = 0666;  // less the process's mask
constexpr ::mode_t permissions = 07777;

void write_all(int descriptor, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_io(path, "cannot write the file");
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

// Of devices and pipes, which must not be replaced by a file.
struct Descriptor {
  explicit Descriptor(const fs::path& path) : number(::open(path.c_str(), O_WRONLY | O_CLOEXEC)) {
    if (number < 0) fail_io(path, "cannot write");
  }
  ~Descriptor() { ::close(number); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int number;
};

// The mode of the file that will be replaced, if there is one.
::mode_t mode_for(const fs::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mode & permissions : usual_mode;
}

// Renaming over a device would replace it.
const fs::path& checked(const fs::path& path) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  if (fs::exists(status) && !fs::is_regular_file(status))
    throw Error(
        Code::io, at(path.string()),
        std::string("is ") + (fs::is_directory(status) ? "a folder" : "no regular file") + ", expected a file to write",
        "name a file");
  return path;
}

}  // namespace

fs::path behind_links(const fs::path& path) {
  constexpr int most = 40;  // what Linux follows
  fs::path place = path;
  std::error_code failure;
  for (int followed = 0; fs::is_symlink(place, failure); ++followed) {
    if (followed == most)
      throw Error(Code::io, at(path.string()), "is a symbolic link that leads in a circle", "name another file");
    const fs::path target = fs::read_symlink(place, failure);
    if (failure) break;
    place = target.is_absolute() ? target : place.parent_path() / target;
  }
  return place;
}

AtomicFile::AtomicFile(const fs::path& path)
    : path_(path),
      target_(behind_links(checked(path))),
      // Nobody else may read what replaces a file that nobody else may read, not even while it is written.
      unfinished_(std::make_unique<Unfinished>(target_, Unfinished::Kind::file, mode_for(target_) & usual_mode, path)) {
  struct stat status {};
  if (::stat(target_.c_str(), &status) == 0) {
    // Another owner is kept where that is allowed. Changing him clears bits of the mode.
    if (::fchown(unfinished_->descriptor(), status.st_uid, status.st_gid) != 0) errno = 0;
    if (::fchmod(unfinished_->descriptor(), status.st_mode & permissions) != 0) fail_io(path_, "cannot write the file");
  }
  buffer_.reserve(buffer_size);
}

AtomicFile::~AtomicFile() = default;

void AtomicFile::flush() {
  write_all(unfinished_->descriptor(), buffer_, path_);
  buffer_.clear();
}

void AtomicFile::write(std::string_view bytes) {
  written_ += bytes.size();
  while (!bytes.empty()) {
    const std::size_t room = std::min(bytes.size(), buffer_size - buffer_.size());
    buffer_.append(bytes.substr(0, room));
    passed_over(bytes.substr(0, room));
    bytes.remove_prefix(room);
    if (buffer_.size() == buffer_size) flush();
  }
}

// The lock is held until the file has its name; what fsync has accepted, close does not lose.
void AtomicFile::commit() {
  flush();
  if (::fsync(unfinished_->descriptor()) != 0 && errno != EINVAL && errno != EROFS)
    fail_io(path_, "cannot write the file");
  if (!unfinished_->rename(target_)) fail_io(path_, "cannot write the file");
  unfinished_.reset();
}

// Of a device or a pipe, pieces are gone once they are written.
struct FileInPieces::Implementation {
  fs::path path;
  std::optional<Descriptor> in_place;
  std::optional<AtomicFile> file;
};

FileInPieces::FileInPieces(const fs::path& path) : implementation_(std::make_unique<Implementation>()) {
  implementation_->path = path;
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  if (fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status)) {
    implementation_->in_place.emplace(path);
  } else {
    implementation_->file.emplace(path);
  }
}

FileInPieces::~FileInPieces() = default;

void FileInPieces::write(std::string_view bytes) {
  if (implementation_->file) {
    implementation_->file->write(bytes);
  } else {
    write_all(implementation_->in_place->number, bytes, implementation_->path);
  }
}

void FileInPieces::commit() {
  if (implementation_->file) implementation_->file->commit();
}

void write_file(const fs::path& path, std::string_view bytes) {
  FileInPieces file(path);
  file.write(bytes);
  file.commit();
}

std::uint64_t checksum(std::string_view bytes) {
  if (bytes.size() <= piece_size) return XXH3_64bits(bytes.data(), bytes.size());
  const std::unique_ptr<XXH3_state_t, XXH_errorcode (*)(XXH3_state_t*)> state(XXH3_createState(), XXH3_freeState);
  XXH3_64bits_reset(state.get());
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece_size, bytes.size()))) {
    const std::string_view piece = bytes.substr(0, piece_size);
    XXH3_64bits_update(state.get(), piece.data(), piece.size());
    passed_over(piece);
  }
  return XXH3_64bits_digest(state.get());
}

}  // namespace interplay
