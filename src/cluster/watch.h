// Signs of life. A thread beside the training keeps each process in touch with process 0, which tells all others when
// one is lost or fails: also those that compute and wait for nobody.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "cluster/meeting.h"

namespace interplay {

class Watch {
 public:
  // `meeting` outlives it. `on_failure` is called first, on the watch's thread, `on_loss` (may be empty) a second later
  // unless the watch is stopped by then.
  Watch(const Meeting& meeting, const TcpOptions& options, std::function<void()> on_failure);
  ~Watch();

  // Why training cannot go on; empty if it can. Waits so many seconds for a reason to arrive.
  std::string failure(double wait = 0);
  // Tells the others; a failure that came before stays.
  void fail(const std::string& why);
  // From now on ends of connections mean nothing.
  void leave();
  // Does what is not to happen while `on_failure` is called.
  void guard(const std::function<void()>& work);

 private:
  void run();
  void beat();
  // Returns false at the end of the connection.
  bool read(std::size_t i);
  void lose(std::size_t i, const std::string& how);
  void spread(const std::string& text, std::size_t but);
  std::size_t process_of(std::size_t i) const { return options_.process == 0 ? i : 0; }

  const Meeting& meeting_;
  const TcpOptions options_;
  std::function<void()> on_failure_;
  std::vector<Deadline> heard_;        // by control connection
  std::vector<std::string> received_;  // bytes of messages that are not complete
  std::mutex mutex_;
  std::mutex sending_;
  std::condition_variable changed_;
  std::string failure_;
  bool leaving_ = false, stopping_ = false;
  std::jthread thread_;
};

}  // namespace interplay
