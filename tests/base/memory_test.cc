#include "base/memory.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "interplay/error.h"

namespace interplay {
namespace {

TEST(Memory, IsWhatALimitLeaves) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the address sanitizer needs more addresses than any limit leaves";
#endif
  const std::uint64_t all = memory_size();
  EXPECT_GT(all, std::uint64_t{1} << 27);
  rlimit usual{};
  ASSERT_EQ(::getrlimit(RLIMIT_AS, &usual), 0);
  rlimit less = usual;
  less.rlim_cur = all / 2;
  ASSERT_EQ(::setrlimit(RLIMIT_AS, &less), 0);
  EXPECT_EQ(memory_size(), all / 2);
  ::setrlimit(RLIMIT_AS, &usual);
  EXPECT_EQ(memory_size(), all);
}

TEST(Memory, RefusesWhatCannotBeThere) {
  require_memory(1, "this", "");
  try {
    require_memory(1e18, "this", "ask for less");
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::usage);
    EXPECT_EQ(error.message().find("this takes 1e+06 TB of memory, and there are "), 0u) << error.message();
    EXPECT_EQ(error.remedy(), "ask for less");
  }
}

}  // namespace
}  // namespace interplay
