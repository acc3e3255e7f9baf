#include "workflow/runs.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace interplay {
namespace {

// How often the observer is asked whether to stop while nothing happens.
constexpr std::chrono::milliseconds between_questions{20};

// Hands events on with the number of their run (from 1).
class Numbered : public Observer {
 public:
  Numbered(std::int64_t run, Observer& observer) : run_(run), observer_(observer) {}
  void on(const Event& event) override {
    Event numbered = event;
    std::visit([this](auto& actual) { actual.run = run_; }, numbered);
    observer_.on(numbered);
  }
  bool stop_requested() override { return observer_.stop_requested(); }

 private:
  std::int64_t run_;
  Observer& observer_;
};

// Takes events on the threads of the runs, and gives them to another observer on the thread that calls `serve`.
class Relay : public Observer {
 public:
  explicit Relay(Observer& observer) : observer_(observer) {}

  void on(const Event& event) override {
    std::unique_lock lock(mutex_);
    const std::uint64_t number = posted_++;
    waiting_.push_back(&event);
    changed_.notify_all();
    changed_.wait(lock, [&] { return seen_ > number; });
  }
  bool stop_requested() override { return stop_; }

  // The present exception becomes the one that is thrown in the end, unless there is one; all runs are to stop.
  void fail() {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::current_exception();
    stop_ = true;
  }
  // A thread of runs has ended.
  void leave() {
    const std::lock_guard lock(mutex_);
    --threads_;
    changed_.notify_all();
  }

  // Until `threads` threads have left. Throws the first failure.
  void serve(std::size_t threads) {
    std::unique_lock lock(mutex_);
    threads_ += static_cast<std::int64_t>(threads);
    while (threads_ > 0) {
      changed_.wait_for(lock, between_questions, [&] { return !waiting_.empty() || threads_ == 0; });
      const Event* event = waiting_.empty() ? nullptr : waiting_.front();
      lock.unlock();
      tell(event);
      lock.lock();
      if (event == nullptr) continue;
      waiting_.pop_front();
      ++seen_;
      changed_.notify_all();
    }
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  void tell(const Event* event) {
    if (deaf_) return;
    try {
      if (event != nullptr) observer_.on(*event);
      if (observer_.stop_requested()) stop_ = true;
    } catch (...) {
      deaf_ = true;
      fail();
    }
  }

  Observer& observer_;
  bool deaf_ = false;  // it has thrown
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<const Event*> waiting_;
  std::uint64_t posted_ = 0, seen_ = 0;
  std::int64_t threads_ = 0;
  std::exception_ptr failure_;
  std::atomic<bool> stop_ = false;
};

bool do_run(std::int64_t number, std::int64_t runs, const TaskPool& pool, Observer& observer, const Run& run) {
  if (runs == 1) return run(number, pool, observer);
  Numbered numbered(number + 1, observer);
  numbered.on(RunEvent{.runs = runs});
  return run(number, pool, numbered);
}

}  // namespace

void do_runs(std::int64_t runs, int threads, Observer& observer, const Run& run, bool side_by_side) {
  const int all = TaskPool(threads).threads();
  const int together = side_by_side ? static_cast<int>(std::min<std::int64_t>(runs, all)) : 1;
  if (together == 1) {
    const TaskPool pool(all);
    for (std::int64_t number = 0; number < runs; ++number)
      if (!do_run(number, runs, pool, observer, run)) return;
    return;
  }
  Relay relay(observer);
  std::atomic<std::int64_t> next = 0;
  std::vector<std::jthread> workers;
  const auto work = [&](int share) {
    try {
      const TaskPool pool(share);
      // The first run begins in any case, so that there is a result.
      for (std::int64_t number = next++; number < runs && (number == 0 || !relay.stop_requested()); number = next++)
        if (!do_run(number, runs, pool, relay, run)) break;
    } catch (...) {
      relay.fail();
    }
    relay.leave();
  };
  try {
    for (int worker = 0; worker < together; ++worker)
      workers.emplace_back(work, all / together + (worker < all % together ? 1 : 0));
  } catch (...) {  // no more threads are to be had
    relay.fail();
  }
  relay.serve(workers.size());
}

}  // namespace interplay
