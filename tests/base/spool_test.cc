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

TEST(Spool, ValuesOfRowsMove) {
  for (const auto& spool : {std::shared_ptr<Spool>(), make_spool(limit)}) {
    RowValues<std::uint32_t> values(spool, 1000);
    EXPECT_EQ(values[999], 0u);
    values[999] = 7;
    RowValues<std::uint32_t> moved(std::move(values));
    RowValues<std::uint32_t> assigned;
    EXPECT_TRUE(assigned.empty());
    assigned = std::move(moved);
    EXPECT_EQ(assigned.size(), 1000u);
    EXPECT_EQ(assigned[999], 7u);
    RowList<double> list(spool);
    for (int i = 0; i < 100'000; ++i) list.append(i);
    const SharedSpan<double> all = std::move(list).take();
    ASSERT_EQ(all.size(), 100'000u);
    EXPECT_EQ(all[99'999], 99'999);
  }
}

TEST(Spool, KeepsRoomForWhatIsReadBetweenTwoLooks) {
  constexpr std::uint64_t much = 100'000'000'000;
  for (const std::uint64_t of : {64'000'000ull, 700'000'000ull, 2'000'000'000ull}) {
    EXPECT_EQ(Spool::usable(of, 0), of);
    EXPECT_EQ(Spool::usable(of, 1'000'000), of - 1'000'000);
    EXPECT_LE(Spool::usable(of, much), of - of / 5);
    for (const std::uint64_t in_files : {std::uint64_t{0}, std::uint64_t{30'000'000}, much})
      for (const std::uint64_t bytes : {10'000'000ull, 500'000'000ull, 3'000'000'000ull}) {
        const std::uint64_t least = Spool::limit_for(bytes, in_files);
        EXPECT_GE(Spool::usable(least + 1000, in_files), bytes);
        EXPECT_LT(Spool::usable(least - least / 100, in_files), bytes);
      }
  }
  EXPECT_GT(Spool::kept(), 1'000'000u);
  EXPECT_LT(Spool::kept(), 500'000'000u);
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
