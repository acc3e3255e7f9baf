#include "base/task_pool.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <exception>
#include <mutex>

#ifdef __SANITIZE_THREAD__
#include <atomic>
#include <thread>
#include <vector>
#endif

namespace interplay {

// How `run` shares tasks out; `task` throws nothing.
struct TaskPool::Arena {
#ifndef __SANITIZE_THREAD__
  explicit Arena(int threads)
      : limit(oneapi::tbb::global_control::max_allowed_parallelism, std::max<std::size_t>(threads, 1024)),
        tbb(threads) {}

  template <class Task>
  void run(std::size_t count, const Task& task) {
    tbb.execute([&] {
      oneapi::tbb::parallel_for(
          oneapi::tbb::blocked_range<std::size_t>(0, count, 1),
          [&](const auto& range) {
            for (std::size_t i = range.begin(); i != range.end(); ++i) task(i);
          },
          oneapi::tbb::simple_partitioner());
    });
  }

  // Without it, TBB keeps to the number of cores and warns on standard error when asked for more. Of several pools the
  // lowest limit counts, so that it is the same for all.
  oneapi::tbb::global_control limit;
  oneapi::tbb::task_arena tbb;
#else
  // The library of TBB is compiled without the thread sanitizer, which therefore does not see that tasks begin after
  // the call of `run` and end before its return, and reports races where there are none. It understands plain threads,
  // and so finds the races of the tasks themselves.
  explicit Arena(int threads) : helpers(static_cast<std::size_t>(threads) - 1) {}

  template <class Task>
  void run(std::size_t count, const Task& task) {
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
      for (std::size_t i = next++; i < count; i = next++) task(i);
    };
    std::vector<std::thread> threads;
    while (threads.size() < std::min(helpers, count - 1)) threads.emplace_back(work);
    work();
    for (std::thread& thread : threads) thread.join();
  }

  std::size_t helpers;
#endif
};

TaskPool::TaskPool(int threads) : threads_(threads > 0 ? threads : oneapi::tbb::info::default_concurrency()) {
  if (threads_ > 1) arena_ = std::make_unique<Arena>(threads_);
}

TaskPool::~TaskPool() = default;

void TaskPool::run(std::size_t count, const std::function<void(std::size_t)>& task) const {
  if (!arena_ || count < 2) {
    for (std::size_t i = 0; i < count; ++i) task(i);
    return;
  }
  std::mutex mutex;
  std::exception_ptr failure;
  std::size_t failed = count;
  arena_->run(count, [&](std::size_t i) {
    try {
      task(i);
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (i < failed) {
        failed = i;
        failure = std::current_exception();
      }
    }
  });
  if (failure) std::rethrow_exception(failure);
}

}  // namespace interplay
