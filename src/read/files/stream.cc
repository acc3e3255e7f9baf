#include "read/files/stream.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <map>
#include <mutex>
#include <utility>

#include "base/io_error.h"

namespace interplay {
namespace {

using Bytes = std::shared_ptr<const std::string>;

struct KeptStreams {
  std::mutex mutex;
  std::map<std::pair<dev_t, ino_t>, Bytes> by_file;
};

KeptStreams& kept_streams() {
  static KeptStreams one;
  return one;
}

bool is_stream(mode_t mode) { return S_ISFIFO(mode) || S_ISSOCK(mode); }

Bytes read_to_end(int descriptor, const std::string& path) {
  constexpr std::size_t piece = std::size_t{1} << 20;
  std::string bytes;
  for (std::size_t size = 0;;) {
    if (bytes.size() - size < piece) bytes.resize(size + size / 2 + piece);
    const ssize_t count = ::read(descriptor, bytes.data() + size, bytes.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_io(path, "cannot read from the stream");
    if (count == 0) {
      bytes.resize(size);
      return std::make_shared<const std::string>(std::move(bytes));
    }
    size += static_cast<std::size_t>(count);
  }
}

struct Descriptor {
  int number;
  bool own;
  ~Descriptor() {
    if (own) ::close(number);
  }
};

}  // namespace

std::optional<std::shared_ptr<const std::string>> stream_bytes(const std::string& path) {
  const bool standard = path == "-";
  struct stat status {};
  if ((standard ? ::fstat(STDIN_FILENO, &status) : ::stat(path.c_str(), &status)) != 0) {
    if (standard) fail_io(path, "cannot read standard input");
    return std::nullopt;  // whoever opens it as a file says why that fails
  }
  if (!standard && !is_stream(status.st_mode)) return std::nullopt;
  KeptStreams& kept = kept_streams();
  const std::lock_guard lock(kept.mutex);
  Bytes& bytes = kept.by_file[{status.st_dev, status.st_ino}];
  if (bytes == nullptr) {
    const Descriptor descriptor{standard ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC), !standard};
    if (descriptor.number < 0) fail_io(path, "cannot open the stream");
    bytes = read_to_end(descriptor.number, path);
  }
  return bytes;
}

}  // namespace interplay
