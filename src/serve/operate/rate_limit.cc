#include "serve/operate/rate_limit.h"

#include <algorithm>
#include <cmath>

namespace interplay::serve {
namespace {

constexpr std::int64_t second = 1'000'000'000;
// What is not a limit any more but a ban; sums of them stay within 64 bits.
constexpr std::int64_t longest_step = 3600 * second, longest_debt = 24 * longest_step;

std::int64_t nanoseconds(Clock::time_point time) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

}  // namespace

RateLimit::RateLimit(double rate, std::size_t keys) : full_at_(rate > 0 ? keys : 0) {
  if (rate <= 0) return;
  const double step = std::min(static_cast<double>(second) / rate, static_cast<double>(longest_step));
  step_ = std::max<std::int64_t>(1, std::llround(step));
  most_ = std::max(second, step_);
}

std::int64_t RateLimit::take(std::size_t key, Clock::time_point now) {
  if (!limits()) return 0;
  const std::int64_t at = nanoseconds(now);
  std::atomic<std::int64_t>& full_at = full_at_[key];
  std::int64_t full = full_at.load(std::memory_order_relaxed);
  while (true) {
    const std::int64_t after = std::max(full, at) + step_;
    if (const std::int64_t early = after - at - most_; early > 0) return (early + second - 1) / second;
    if (full_at.compare_exchange_weak(full, after, std::memory_order_relaxed)) return 0;
  }
}

void RateLimit::owe(std::size_t key, std::size_t tokens, Clock::time_point now) {
  if (!limits()) return;
  const std::int64_t at = nanoseconds(now), more = std::min(static_cast<std::int64_t>(tokens) * step_, longest_debt);
  std::atomic<std::int64_t>& full_at = full_at_[key];
  std::int64_t full = full_at.load(std::memory_order_relaxed);
  while (!full_at.compare_exchange_weak(full, std::max(full, at) + more, std::memory_order_relaxed)) {
  }
}

}  // namespace interplay::serve
