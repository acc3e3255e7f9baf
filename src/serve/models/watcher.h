// Calls back when a file has changed: written and closed, or replaced.
#pragma once

#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace interplay::serve {

class Watcher {
 public:
  // `changed` is called on the watcher's thread, once for what happens within a quarter of a second. Does nothing where
  // the system gives no notice (inotify).
  Watcher(const std::vector<std::string>& paths, std::function<void(const std::string& path)> changed);
  ~Watcher();
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

 private:
  struct Watched {
    int watch;         // of its folder
    std::string name;  // in it
    std::string path;
  };
  void watch(const std::string& path);
  void run();

  std::vector<Watched> files_;
  std::function<void(const std::string&)> changed_;
  int notices_ = -1, end_ = -1;
  std::thread thread_;
};

}  // namespace interplay::serve
