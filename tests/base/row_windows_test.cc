#include "base/row_windows.h"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

#include "base/random.h"
#include "interplay/store.h"

namespace interplay {
namespace {

// The lists do not depend on how many windows they are filled by.
TEST(RowWindows, ListsAreThoseOfOnePass) {
  constexpr std::size_t count = 20'000, rows = 300;
  RandomStream random(5, Purpose::synthesize);
  std::vector<std::uint32_t> row_of(count);
  std::vector<std::uint64_t> offsets(rows + 1, 0);
  for (std::uint32_t& row : row_of) {
    const double u = random.uniform_double();
    row = static_cast<std::uint32_t>(u * u * rows);
    ++offsets[row + std::size_t{1}];
  }
  std::partial_sum(offsets.begin(), offsets.end(), offsets.begin());
  const auto spool = make_spool(64'000'000);
  const auto listed = [&](const std::shared_ptr<Spool>& place, std::size_t bytes) {
    std::vector<std::size_t> lists(count, count);
    place_by_windows(
        place, offsets, bytes, count, [&](std::size_t n) { return row_of[n]; },
        [&](std::size_t n, std::uint64_t at) {
          EXPECT_EQ(lists[at], count);
          lists[at] = n;
        });
    return lists;
  };
  const std::vector<std::size_t> expected = listed(nullptr, 8);
  for (std::size_t at = 0; at < count; ++at) ASSERT_LT(expected[at], count);
  EXPECT_EQ(listed(spool, 8), expected);
  EXPECT_EQ(listed(spool, 100'000), expected);        // 32 windows
  EXPECT_EQ(listed(spool, 1'000'000'000), expected);  // a window for each row
}

TEST(RowWindows, ThereMayBeNoRows) {
  const std::vector<std::uint64_t> offsets{0};
  place_by_windows(
      nullptr, offsets, 4, 0, [](std::size_t) { return std::size_t{0}; }, [](std::size_t, std::uint64_t) { FAIL(); });
}

}  // namespace
}  // namespace interplay
