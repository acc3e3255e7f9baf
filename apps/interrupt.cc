#include "interrupt.h"

#include <atomic>
#include <condition_variable>
#include <csignal>
#include <deque>
#include <mutex>

namespace interplay::cli {
namespace {

std::atomic<bool> alive = false;
std::atomic<int> last_signal = 0;

struct Queue {
  std::mutex mutex;
  std::condition_variable came;
  std::deque<int> numbers;
  bool alive = false, ending = false;
};

Queue& queue() {
  static Queue one;
  return one;
}

}  // namespace

Interrupt::Interrupt() {
  last_signal = 0;
  alive = true;
}

Interrupt::~Interrupt() { alive = false; }

int Interrupt::received() { return last_signal; }

bool Interrupt::takes(int number) {
  int none = 0;
  return alive && last_signal.compare_exchange_strong(none, number);
}

SignalQueue::SignalQueue() {
  const std::lock_guard lock(queue().mutex);
  queue().alive = true;
  queue().ending = false;
  queue().numbers.clear();
}

SignalQueue::~SignalQueue() {
  const std::lock_guard lock(queue().mutex);
  queue().alive = false;
}

int SignalQueue::wait() {
  std::unique_lock lock(queue().mutex);
  queue().came.wait(lock, [] { return !queue().numbers.empty(); });
  const int number = queue().numbers.front();
  queue().numbers.pop_front();
  return number;
}

bool SignalQueue::takes(int number) {
  const std::lock_guard lock(queue().mutex);
  if (!queue().alive || queue().ending || (number != SIGHUP && number != SIGINT && number != SIGTERM)) return false;
  queue().ending = number != SIGHUP;
  queue().numbers.push_back(number);
  queue().came.notify_one();
  return true;
}

}  // namespace interplay::cli
