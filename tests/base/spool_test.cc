#include "base/spool.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <numeric>
#include <string>
#include <thread>

#include "interplay/error.h"
#include "interplay/store.h"

namespace interplay {
namespace {

constexpr std::uint64_t limit = 64'000'000;

TEST(Spool, HoldsValuesAndGivesTheirPagesBack) {
  const std::uint64_t before = resident_memory().now;
  const auto spool = make_spool(limit);
  constexpr std::size_t count = 40'000'000;  // 160 MB
  RowValues<std::uint32_t> made(spool, count);
  std::iota(made.begin(), made.end(), 0u);
  const SharedSpan<std::uint32_t> values = std::move(made).take();
  EXPECT_EQ(spool_at(&values[count / 2]), spool);
  std::uint64_t sum = 0;
  for (const std::uint32_t value : values) sum += value;
  EXPECT_EQ(sum, std::uint64_t{count} * (count - 1) / 2);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_LT(resident_memory().now, before + limit);
}

TEST(Spool, GrowsFiles) {
  const auto spool = make_spool(limit);
  SpooledValues<double> file(spool);
  std::vector<double> part(1000);
  for (int i = 0; i < 1000; ++i) {
    std::iota(part.begin(), part.end(), 1000.0 * i);
    file.append(part);
  }
  const SharedSpan<double> values = file.take();
  ASSERT_EQ(values.size(), 1'000'000u);
  for (std::size_t i = 0; i < values.size(); ++i) ASSERT_EQ(values[i], static_cast<double>(i));
  EXPECT_TRUE(SpooledValues<float>(spool).take().empty());
}

TEST(Spool, IsNowhereWithoutOne) {
  RowValues<float> made(nullptr, 3);
  made[1] = 2;
  const SharedSpan<float> values = std::move(made).take();
  EXPECT_EQ(values[1], 2);
  EXPECT_EQ(spool_at(values.data()), nullptr);
  give_back({reinterpret_cast<const char*>(values.data()), 12});  // is not touched
  EXPECT_EQ(values[1], 2);
  EXPECT_THROW(make_spool(limit, "/no/such/folder"), Error);
}

TEST(MemoryLimit, HasUnits) {
  EXPECT_EQ(memory_limit(""), std::nullopt);
  EXPECT_EQ(memory_limit("2GB"), 2'000'000'000u);
  EXPECT_EQ(memory_limit("1.5 GiB"), 1'610'612'736u);
  EXPECT_EQ(memory_limit("512m"), 512'000'000u);
  EXPECT_EQ(memory_limit("123456789"), 123'456'789u);
  for (const std::string text : {"x", "-2GB", "2 apples", "1KB", "1e30", "GB"})
    EXPECT_THROW(memory_limit(text), Error) << text;
}

}  // namespace
}  // namespace interplay
