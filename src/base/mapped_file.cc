#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"
#include "base/io_error.h"
#include "base/mappings.h"
#include "interplay/error.h"

namespace interplay {

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
    add_mapping(file->data_, file->size_, path.string());
  }
  ::close(descriptor);
  return file;
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) remove_mapping(data_, size_);
}

}  // namespace interplay
