// Places for tasks that run at the same time: a task takes one, and the next task on a thread finds the one that the
// last has left, so that its memory is still in the nearest caches.
#pragma once

#include <cassert>
#include <cstddef>
#include <mutex>
#include <vector>

namespace interplay {

class WorkerSlots {
 public:
  // As many as tasks run at once (TaskPool::threads).
  explicit WorkerSlots(std::size_t count) {
    while (count-- > 0) free_.push_back(count);
  }

  class Lease {
   public:
    explicit Lease(WorkerSlots& slots) : slots_(slots) {
      const std::lock_guard lock(slots_.mutex_);
      assert(!slots_.free_.empty());
      number_ = slots_.free_.back();
      slots_.free_.pop_back();
    }
    ~Lease() {
      const std::lock_guard lock(slots_.mutex_);
      slots_.free_.push_back(number_);
    }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    std::size_t number() const { return number_; }

   private:
    WorkerSlots& slots_;
    std::size_t number_;
  };

 private:
  std::mutex mutex_;
  std::vector<std::size_t> free_;
};

}  // namespace interplay
