#include "base/files.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <cerrno>
#include <cstring>

#include "interplay/error.h"

namespace interplay {
namespace {

constexpr std::size_t buffer_size = std::size_t{1} << 20;

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what) {
  const int number = errno;
  const Code code = number == ENOENT ? Code::not_found : Code::io;
  std::string remedy;
  if (number == ENOENT) remedy = "check the path";
  if (number == EACCES || number == EPERM || number == EROFS) remedy = "check the permissions, or choose another place";
  if (number == ENOSPC || number == EDQUOT) remedy = "free some space, or choose another place";
  throw Error(code, at(path.string()), what + ": " + std::strerror(number), remedy);
}

}  // namespace

std::shared_ptr<const MappedFile> MappedFile::open(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a pipe is not waited for
  if (descriptor < 0) fail(path, "cannot open the file");
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) {
    ::close(descriptor);
    fail(path, "cannot read the file");
  }
  if (!S_ISREG(status.st_mode)) {
    ::close(descriptor);
    throw Error(Code::io, at(path.string()),
                S_ISDIR(status.st_mode) ? "is a folder, expected a file" : "is not a regular file", "name a file");
  }
  std::shared_ptr<MappedFile> file(new MappedFile);
  file->size_ = static_cast<std::size_t>(status.st_size);
  if (file->size_ > 0) {
    void* data = ::mmap(nullptr, file->size_, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (data == MAP_FAILED) {
      ::close(descriptor);
      fail(path, "cannot map the file");
    }
    file->data_ = static_cast<const char*>(data);
  }
  ::close(descriptor);
  return file;
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<char*>(data_), size_);
}

AtomicFile::AtomicFile(const std::filesystem::path& path) : path_(path) {
  // Renaming over a device would replace it.
  if (std::filesystem::exists(path) && !std::filesystem::is_regular_file(path)) {
    const bool folder = std::filesystem::is_directory(path);
    throw Error(Code::io, at(path.string()),
                std::string("is ") + (folder ? "a folder" : "no regular file") + ", expected a file to write",
                "name a file");
  }
  temporary_ = path.string() + ".partial-" + std::to_string(::getpid());
  descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor_ < 0) fail(path, "cannot write the file");
  buffer_.reserve(buffer_size);
}

AtomicFile::~AtomicFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(temporary_.c_str());
}

void AtomicFile::flush() {
  const char* data = buffer_.data();
  std::size_t left = buffer_.size();
  while (left > 0) {
    const ssize_t count = ::write(descriptor_, data, left);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(path_, "cannot write the file");
    data += count;
    left -= static_cast<std::size_t>(count);
  }
  buffer_.clear();
}

void AtomicFile::write(std::string_view bytes) {
  written_ += bytes.size();
  while (!bytes.empty()) {
    const std::size_t room = std::min(bytes.size(), buffer_size - buffer_.size());
    buffer_.append(bytes.substr(0, room));
    bytes.remove_prefix(room);
    if (buffer_.size() == buffer_size) flush();
  }
}

void AtomicFile::commit() {
  flush();
  if (::fsync(descriptor_) != 0 && errno != EINVAL && errno != EROFS) fail(path_, "cannot write the file");
  const int descriptor = descriptor_;
  descriptor_ = -1;
  if (::close(descriptor) != 0 || ::rename(temporary_.c_str(), path_.c_str()) != 0) {
    const int number = errno;
    ::unlink(temporary_.c_str());
    errno = number;
    fail(path_, "cannot write the file");
  }
}

void write_file(const std::filesystem::path& path, std::string_view bytes) {
  AtomicFile file(path);
  file.write(bytes);
  file.commit();
}

std::uint64_t checksum(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

}  // namespace interplay
