#include "base/task_pool.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <exception>
#include <mutex>

namespace interplay {

struct TaskPool::Arena {
  explicit Arena(int threads)
      : limit(oneapi::tbb::global_control::max_allowed_parallelism, std::max<std::size_t>(threads, 1024)),
        tbb(threads) {}

  // Without it, TBB keeps to the number of cores and warns on standard error when asked for more. Of several pools the
  // lowest limit counts, so that it is the same for all.
  oneapi::tbb::global_control limit;
  oneapi::tbb::task_arena tbb;
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
  arena_->tbb.execute([&] {
    oneapi::tbb::parallel_for(
        oneapi::tbb::blocked_range<std::size_t>(0, count, 1),
        [&](const auto& range) {
          for (std::size_t i = range.begin(); i != range.end(); ++i) {
            try {
              task(i);
            } catch (...) {
              const std::lock_guard lock(mutex);
              if (i < failed) {
                failed = i;
                failure = std::current_exception();
              }
            }
          }
        },
        oneapi::tbb::simple_partitioner());
  });
  if (failure) std::rethrow_exception(failure);
}

}  // namespace interplay
