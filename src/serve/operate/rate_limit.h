// How many requests a second each key may send. Memory is taken once, and threads share it without locks.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "serve/message.h"

namespace interplay::serve {

// A bucket of tokens for each key: it holds those of one second (at least one) and fills at the rate. A request takes a
// token; a batch takes one for each of its requests, and what it takes beyond those that are there is owed. Written as
// the time at which the bucket will be full (the generic cell rate algorithm): one number for each key.
class RateLimit {
 public:
  // `rate` in requests a second; 0: there is no limit.
  RateLimit(double rate, std::size_t keys);

  bool limits() const { return step_ > 0; }
  // Takes one token and returns 0; or, of a bucket without a whole one, takes none and returns the seconds until there
  // is one, rounded up.
  std::int64_t take(std::size_t key, Clock::time_point now);
  // Takes tokens whether or not they are there.
  void owe(std::size_t key, std::size_t tokens, Clock::time_point now);

 private:
  std::int64_t step_ = 0, most_ = 0;                // nanoseconds in which one token comes, and in which all do
  std::vector<std::atomic<std::int64_t>> full_at_;  // of the clock
};

}  // namespace interplay::serve
