// A line of JSON for every request, collected by thread and appended to a file whole lines at a time.
#pragma once

#include <mutex>
#include <string>
#include <string_view>

#include "serve/message.h"

namespace interplay::serve {

class AccessLog {
 public:
  // Empty: none; "-": standard output. Throws Error(io).
  explicit AccessLog(const std::string& path);
  ~AccessLog();
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;

  bool on() const { return descriptor_ >= 0; }
  // Opens the path again, so that logrotate may move the file away.
  void reopen();

  // Of one thread.
  class Lines {
   public:
    explicit Lines(AccessLog& log) : log_(log) {}
    ~Lines() { flush(); }
    void add(const Request& request, const Response& response, std::string_view route, std::string_view model,
             std::string_view version, Clock::time_point now);
    void flush();

   private:
    AccessLog& log_;
    std::string text_;
    Clock::time_point flushed_{};
  };

 private:
  std::mutex mutex_;
  std::string path_;
  int descriptor_ = -1;
};

}  // namespace interplay::serve
