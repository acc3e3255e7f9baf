#include "serve/models/watcher.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <set>
#include <utility>

namespace interplay::serve {
namespace {

constexpr int quiet_milliseconds = 250;

}  // namespace

Watcher::Watcher(const std::vector<std::string>& paths, std::function<void(const std::string&)> changed)
    : changed_(std::move(changed)),
      notices_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)),
      end_(::eventfd(0, EFD_CLOEXEC)) {
  if (notices_ < 0 || end_ < 0) return;
  for (const std::string& path : paths) watch(path);
  thread_ = std::thread([this] { run(); });
}

Watcher::~Watcher() {
  if (thread_.joinable()) {
    const std::uint64_t one = 1;
    static_cast<void>(!::write(end_, &one, sizeof one));
    thread_.join();
  }
  for (const int descriptor : {notices_, end_})
    if (descriptor >= 0) ::close(descriptor);
}

// The folder is watched, as a file that is replaced is another one; behind a symbolic link both places are.
void Watcher::watch(const std::string& path) {
  std::set<std::filesystem::path> places = {std::filesystem::absolute(path)};
  std::error_code error;
  if (const auto real = std::filesystem::canonical(path, error); !error) places.insert(real);
  for (const auto& place : places) {
    const int number =
        ::inotify_add_watch(notices_, place.parent_path().c_str(), IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE);
    if (number >= 0) files_.push_back({number, place.filename().string(), path});
  }
}

void Watcher::run() {
  std::set<std::string> changed;
  while (true) {
    pollfd waited[2] = {{notices_, POLLIN, 0}, {end_, POLLIN, 0}};
    const int ready = ::poll(waited, 2, changed.empty() ? -1 : quiet_milliseconds);
    if (ready < 0) continue;  // interrupted
    if (waited[1].revents != 0) return;
    if (ready == 0) {
      for (const std::string& path : std::exchange(changed, {})) changed_(path);
      continue;
    }
    alignas(inotify_event) char bytes[4096];
    const ssize_t count = ::read(notices_, bytes, sizeof bytes);
    for (ssize_t at = 0; at < count;) {
      const auto* notice = reinterpret_cast<const inotify_event*>(bytes + at);
      // A new name counts where it is a link; a file that is still being written follows with its end.
      if (notice->len > 0)
        for (const Watched& file : files_)
          if (file.watch == notice->wd && file.name == notice->name &&
              ((notice->mask & IN_CREATE) == 0 || std::filesystem::is_symlink(file.path)))
            changed.insert(file.path);
      at += static_cast<ssize_t>(sizeof(inotify_event) + notice->len);
    }
  }
}

}  // namespace interplay::serve
