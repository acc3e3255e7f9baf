// A pool that runs a fixed list of tasks. How work is cut into tasks is the caller's choice and never depends on the
// number of threads: that is what makes results independent of it.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace interplay {

class TaskPool {
 public:
  // 0 means one thread per core that this process may use.
  explicit TaskPool(int threads = 0);
  ~TaskPool();
  TaskPool(const TaskPool&) = delete;
  TaskPool& operator=(const TaskPool&) = delete;

  int threads() const { return threads_; }

  // Runs task(0) ... task(count - 1), in any order, on all threads; returns when all have ended. With one thread the
  // tasks run in order on the caller. The exception of the lowest-numbered task that threw is thrown again.
  void run(std::size_t count, const std::function<void(std::size_t)>& task) const;

 private:
  int threads_;
  struct Arena;
  std::unique_ptr<Arena> arena_;
};

}  // namespace interplay
