#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <functional>
#include <map>
#include <mutex>

#include "base/files.h"
#include "base/io_error.h"
#include "interplay/error.h"
#include "interplay/files.h"

namespace interplay {
namespace {

struct Mapping {
  std::size_t size;
  std::string path;
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

}  // namespace

std::shared_ptr<const MappedFile> MappedFile::open(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a pipe is not waited for
  if (descriptor < 0) fail_io(path, "cannot open the file");
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) {
    ::close(descriptor);
    fail_io(path, "cannot read the file");
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
      fail_io(path, "cannot map the file");
    }
    file->data_ = static_cast<const char*>(data);
    const std::lock_guard lock(mappings().mutex);
    mappings().by_address[file->data_] = {file->size_, path.string()};
  }
  ::close(descriptor);
  return file;
}

MappedFile::~MappedFile() {
  if (data_ == nullptr) return;
  const std::lock_guard lock(mappings().mutex);
  mappings().by_address.erase(data_);
  ::munmap(const_cast<char*>(data_), size_);
}

std::string mapped_path(const void* address) {
  const auto* const wanted = static_cast<const char*>(address);
  const std::lock_guard lock(mappings().mutex);
  const auto above = mappings().by_address.upper_bound(wanted);
  if (above == mappings().by_address.begin()) return "";
  const auto& [first, mapping] = *std::prev(above);
  // A mapping covers its last page to the end.
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const std::size_t covered = (mapping.size + page - 1) / page * page;
  return static_cast<std::size_t>(wanted - first) < covered ? mapping.path : "";
}

}  // namespace interplay
