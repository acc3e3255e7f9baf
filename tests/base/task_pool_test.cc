#include "base/task_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace interplay {
namespace {

TEST(TaskPool, RunsEveryTaskOnce) {
  for (const int threads : {1, 2, 8}) {
    const TaskPool pool(threads);
    EXPECT_EQ(pool.threads(), threads);
    std::vector<std::atomic<int>> runs(1000);
    pool.run(runs.size(), [&](std::size_t i) { ++runs[i]; });
    for (const auto& n : runs) ASSERT_EQ(n, 1);
    pool.run(0, [](std::size_t) { FAIL(); });
  }
  EXPECT_GE(TaskPool(0).threads(), 1);
}

TEST(TaskPool, ThrowsTheFailureOfTheFirstTaskThatFailed) {
  for (const int threads : {1, 4}) {
    const TaskPool pool(threads);
    try {
      pool.run(100, [](std::size_t i) {
        if (i % 10 == 3) throw std::runtime_error(std::to_string(i));
      });
      FAIL() << "nothing was thrown";
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "3");
    }
  }
}

TEST(TaskPool, RunsNestedWork) {
  const TaskPool pool(4);
  std::atomic<int> total = 0;
  pool.run(8, [&](std::size_t) { pool.run(8, [&](std::size_t) { ++total; }); });
  EXPECT_EQ(total, 64);
}

}  // namespace
}  // namespace interplay
