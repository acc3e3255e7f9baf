#include "serve/operate/rate_limit.h"

#include <gtest/gtest.h>

namespace interplay::serve {
namespace {

using std::chrono::milliseconds;

TEST(RateLimit, ASecondsWorthAtOnceAndThenTheRate) {
  RateLimit limit(10, 2);
  const Clock::time_point begin = Clock::now();
  for (int i = 0; i < 10; ++i) EXPECT_EQ(limit.take(0, begin), 0) << i;
  EXPECT_EQ(limit.take(0, begin), 1);
  EXPECT_EQ(limit.take(1, begin), 0) << "keys have buckets of their own";
  EXPECT_EQ(limit.take(0, begin + milliseconds(99)), 1);
  EXPECT_EQ(limit.take(0, begin + milliseconds(100)), 0);
  EXPECT_EQ(limit.take(0, begin + milliseconds(100)), 1) << "those that were refused took none";
  // An hour fills the bucket and no more.
  int taken = 0;
  while (limit.take(0, begin + std::chrono::hours(1)) == 0) ++taken;
  EXPECT_EQ(taken, 10);
}

TEST(RateLimit, WhatABatchTakesIsOwed) {
  RateLimit limit(10, 1);
  const Clock::time_point begin = Clock::now();
  EXPECT_EQ(limit.take(0, begin), 0);
  limit.owe(0, 34, begin);  // 35 of 10
  EXPECT_EQ(limit.take(0, begin), 3);
  EXPECT_EQ(limit.take(0, begin + milliseconds(2599)), 1);
  EXPECT_EQ(limit.take(0, begin + milliseconds(2600)), 0);
}

TEST(RateLimit, LessThanOneASecond) {
  RateLimit limit(0.25, 1);
  const Clock::time_point begin = Clock::now();
  EXPECT_EQ(limit.take(0, begin), 0);
  EXPECT_EQ(limit.take(0, begin), 4);
  EXPECT_EQ(limit.take(0, begin + milliseconds(4000)), 0);
}

TEST(RateLimit, TinyRatesAndLargeDebtsStayWithinNumbers) {
  RateLimit limit(1e-12, 1);
  const Clock::time_point begin = Clock::now();
  EXPECT_EQ(limit.take(0, begin), 0);
  for (int i = 0; i < 1000; ++i) limit.owe(0, 1'000'000, begin);
  EXPECT_GT(limit.take(0, begin), 86400);
}

TEST(RateLimit, NoneWithoutARate) {
  RateLimit limit(0, 3);
  EXPECT_FALSE(limit.limits());
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(limit.take(2, Clock::now()), 0);
  limit.owe(2, 1000, Clock::now());
}

}  // namespace
}  // namespace interplay::serve
