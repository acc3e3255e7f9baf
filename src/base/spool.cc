#include "base/spool.h"

#include <fcntl.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <utility>

#include "base/files.h"
#include "base/io_error.h"
#include "base/mappings.h"
#include "interplay/error.h"
#include "interplay/store.h"

namespace interplay {
namespace {

constexpr std::size_t buffer_bytes = std::size_t{1} << 18;
constexpr std::chrono::milliseconds between_looks{4};
constexpr std::uint64_t read_between_looks = 300'000'000;

std::string usual_folder() {
  // A folder that is named and not there is an error, and no reason to fill another one.
  const char* named = std::getenv("TMPDIR");
  return named != nullptr && *named != '\0' ? named : "/tmp";
}

std::uint64_t resident_now() {
  std::uint64_t pages = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

std::shared_ptr<Spool> Spool::make(std::uint64_t limit, const std::string& folder) {
  std::shared_ptr<Spool> spool(new Spool(limit, folder.empty() ? usual_folder() : folder));
  ::close(spool->open_file());  // says now what is wrong with the folder
  count_spools(1);
  spool->watcher_ = std::thread([raw = spool.get()] { raw->watch(); });
  return spool;
}

Spool::Spool(std::uint64_t limit, std::string folder) : limit_(limit), folder_(std::move(folder)) {}

Spool::~Spool() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  wake_.notify_all();
  if (!watcher_.joinable()) return;
  watcher_.join();
  count_spools(-1);
}

std::uint64_t Spool::kept() {
#if defined(__GLIBC__)
  ::malloc_trim(0);  // what is free would count as taken
#endif
  give_back_all();
  return resident_now();
}

std::uint64_t Spool::usable(std::uint64_t limit, std::uint64_t in_files) {
  return limit - std::min(in_files, std::max(limit / 5, std::min(limit / 2, read_between_looks)));
}

std::uint64_t Spool::limit_for(std::uint64_t bytes, std::uint64_t in_files) {
  return std::min(bytes + in_files, std::max(bytes + bytes / 4, bytes + std::min(bytes, read_between_looks)));
}

// What is left after pages have been given back lies nowhere else. Pages may take a part of the rest: passes read up to
// 5 GB a second, and a busy machine lets the watcher wait.
void Spool::watch() {
  constexpr double share = 0.4;
  const auto most_beside = [&](std::uint64_t own) {
    const std::uint64_t room = limit_ - std::min(limit_, own);
    return own + static_cast<std::uint64_t>(share * static_cast<double>(room));
  };
  std::uint64_t most = most_beside(resident_now());
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, between_looks, [&] { return ends_; })) {
    if (resident_now() <= most) continue;
    give_back_all();
    most = most_beside(resident_now());
  }
}

int Spool::open_file() const {
  int descriptor = ::open(folder_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor >= 0) return descriptor;
  if (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)
    fail_io(folder_, "cannot make a temporary file, whose folder TMPDIR names");
  std::string name = folder_ + "/interplay-XXXXXX";
  descriptor = ::mkostemp(name.data(), O_CLOEXEC);
  if (descriptor < 0) fail_io(folder_, "cannot make a temporary file, whose folder TMPDIR names");
  ::unlink(name.c_str());
  return descriptor;
}

std::shared_ptr<std::byte> Spool::map(int descriptor, std::size_t bytes) {
  void* data = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  ::close(descriptor);
  if (data == MAP_FAILED) fail_io(folder_, "cannot map a temporary file");
  add_mapping(static_cast<const char*>(data), bytes, "a temporary file in " + folder_, weak_from_this());
  // Memory outlives neither the process nor, by this, its spool.
  return {static_cast<std::byte*>(data), [bytes, keeps = shared_from_this()](std::byte* first) {
            remove_mapping(reinterpret_cast<const char*>(first), bytes);
          }};
}

std::shared_ptr<std::byte> Spool::allocate(std::size_t bytes) {
  const int descriptor = open_file();
  // Room is taken now: a full disk would otherwise end the process when a page is first written.
  if (const int failure = ::posix_fallocate(descriptor, 0, static_cast<::off_t>(bytes)); failure != 0) {
    ::close(descriptor);
    errno = failure;
    fail_io(folder_, "cannot write a temporary file, whose folder TMPDIR names");
  }
  return map(descriptor, bytes);
}

void Spool::adopt(const MappedFile& file) { set_spool_of_mapping(file.bytes().data(), weak_from_this()); }

Spool::File::File(std::shared_ptr<Spool> spool) : spool_(std::move(spool)) {}

Spool::File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void Spool::File::append(std::string_view bytes) {
  size_ += bytes.size();
  if (buffer_.capacity() < buffer_bytes) buffer_.reserve(buffer_bytes);
  while (!bytes.empty()) {
    const std::size_t room = std::min(bytes.size(), buffer_bytes - buffer_.size());
    buffer_.append(bytes.substr(0, room));
    bytes.remove_prefix(room);
    if (buffer_.size() == buffer_bytes) flush();
  }
}

void Spool::File::flush() {
  if (descriptor_ < 0) descriptor_ = spool_->open_file();
  for (std::string_view rest = buffer_; !rest.empty();) {
    const ssize_t count = ::write(descriptor_, rest.data(), rest.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_io(spool_->folder_, "cannot write a temporary file, whose folder TMPDIR names");
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
  buffer_.clear();
}

std::shared_ptr<std::byte> Spool::File::map() {
  if (size_ == 0) return nullptr;
  flush();
  std::string().swap(buffer_);
  return spool_->map(std::exchange(descriptor_, -1), size_);
}

std::shared_ptr<Spool> make_spool(std::uint64_t limit, const std::string& folder) { return Spool::make(limit, folder); }

ResidentMemory resident_memory() {
  ResidentMemory memory;
  memory.now = resident_now();
  memory.peak = memory.now;
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word != "VmHWM:") continue;
    std::uint64_t kilobytes = 0;
    if (status >> kilobytes) memory.peak = kilobytes * 1024;
    break;
  }
  return memory;
}

}  // namespace interplay
