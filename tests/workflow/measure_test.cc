// Means over draws of users against plain arithmetic.
#include "interplay/measure.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "base/random.h"
#include "interplay/error.h"

namespace interplay {
namespace {

// `count` users with values around `mean`, a tenth of them undefined.
UserValues normal_values(std::size_t count, double mean, std::uint64_t seed) {
  RandomStream random(seed, Purpose::synthesize);
  UserValues values;
  values.columns = {{"plain", {}, false}, {"weighted", {}, true}};
  for (std::size_t i = 0; i < count; ++i) {
    values.users.push_back("u" + std::to_string(i));
    values.rows.push_back(1 + random.below(9));
    const double value = i % 10 == 3 ? std::nan("") : mean + random.normal();
    for (UserValues::Column& column : values.columns) column.values.push_back(value);
  }
  return values;
}

TEST(MeanIntervals, HaveTheWidthOfTheStandardError) {
  const UserValues values = normal_values(1000, 3, 1);
  const auto intervals = mean_intervals(values, 4000, 7, 2);
  ASSERT_EQ(intervals.size(), 2u);
  double sum = 0, squares = 0, count = 0;
  for (const double value : values.columns[0].values) {
    if (std::isnan(value)) continue;
    sum += value;
    squares += value * value;
    ++count;
  }
  const double mean = sum / count, error = std::sqrt((squares / count - mean * mean) / count);
  EXPECT_NEAR(intervals[0].second.low, mean - 1.96 * error, 0.15 * error);
  EXPECT_NEAR(intervals[0].second.high, mean + 1.96 * error, 0.15 * error);
  EXPECT_GT(intervals[1].second.high - intervals[1].second.low, 3.92 * error) << "fewer rows decide";
  for (const int threads : {1, 3, 8}) {
    const auto again = mean_intervals(values, 4000, 7, threads);
    for (std::size_t m = 0; m < intervals.size(); ++m) {
      EXPECT_EQ(again[m].second.low, intervals[m].second.low);
      EXPECT_EQ(again[m].second.high, intervals[m].second.high);
    }
  }
}

TEST(MeanIntervals, NothingHasNone) {
  UserValues values = normal_values(20, 0, 1);
  std::ranges::fill(values.columns[0].values, std::nan(""));
  EXPECT_TRUE(std::isnan(mean_intervals(values, 100, 1)[0].second.low));
  EXPECT_THROW(mean_intervals(values, 99, 1), Error);
}

TEST(MeanDifferences, PairUsersById) {
  const UserValues one = normal_values(400, 1, 2);
  UserValues other = one;
  // All lower by about a tenth, far less than users differ; in another order.
  RandomStream random(3, Purpose::synthesize);
  for (UserValues::Column& column : other.columns)
    for (double& value : column.values) value -= 0.1 + 0.05 * random.normal();
  std::ranges::reverse(other.users);
  std::ranges::reverse(other.rows);
  for (UserValues::Column& column : other.columns) std::ranges::reverse(column.values);
  const auto found = mean_differences(one, other, 2000, 5, 2);
  ASSERT_EQ(found.size(), 2u);
  for (const MeanDifference& each : found) {
    EXPECT_NEAR(each.difference, 0.1, 0.02);
    EXPECT_EQ(each.difference, each.one - each.other);
    EXPECT_GT(each.interval.low, 0.08);
    EXPECT_LT(each.interval.high, 0.12);
    EXPECT_DOUBLE_EQ(each.p, 2.0 / 2001);
  }
  const MeanDifference same = mean_differences(one, one, 500, 5).front();
  EXPECT_EQ(same.difference, 0);
  EXPECT_EQ(same.p, 1);
  UserValues strangers = one;
  for (std::string& user : strangers.users) user += "x";
  EXPECT_THROW(mean_differences(one, strangers, 500, 5), Error);
}

// Two samples of the same distribution differ significantly, at 5%, in about 5 of 100 cases.
TEST(MeanDifferences, PValuesAreThoseOfChance) {
  int significant = 0;
  for (std::uint64_t round = 0; round < 200; ++round) {
    const auto found =
        mean_differences(normal_values(60, 0, 100 + round), normal_values(60, 0, 400 + round), 200, round);
    significant += found.front().p < 0.05 ? 1 : 0;
  }
  EXPECT_GE(significant, 2);
  EXPECT_LE(significant, 24);
}

}  // namespace
}  // namespace interplay
