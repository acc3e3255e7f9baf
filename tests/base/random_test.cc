#include "base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

namespace interplay {
namespace {

TEST(RandomStream, IsAFunctionOfItsKeys) {
  const auto first = [](std::uint64_t seed, Purpose purpose, std::uint64_t step, std::uint64_t row) {
    RandomStream random(seed, purpose, step, row);
    const std::uint64_t high = random.bits();
    return high << 32 | random.bits();
  };
  EXPECT_EQ(first(1, Purpose::split, 2, 3), first(1, Purpose::split, 2, 3));
  std::set<std::uint64_t> distinct;
  for (std::uint64_t seed : {1, 2})
    for (Purpose purpose : {Purpose::split, Purpose::shuffle})
      for (std::uint64_t step : {0ull, 1ull, 1ull << 32})
        for (std::uint64_t row : {0ull, 1ull, 1ull << 32}) distinct.insert(first(seed, purpose, step, row));
  EXPECT_EQ(distinct.size(), 2u * 2 * 3 * 3);
}

TEST(RandomStream, UniformAndNormalHaveTheirMoments) {
  RandomStream random(5, Purpose::initialize);
  const int count = 200'000;
  double sum = 0, normal_sum = 0, normal_squares = 0, normal_fourth = 0;
  for (int i = 0; i < count; ++i) {
    const double u = random.uniform();
    ASSERT_GE(u, 0);
    ASSERT_LT(u, 1);
    sum += u;
    const double z = random.normal();
    normal_sum += z;
    normal_squares += z * z;
    normal_fourth += z * z * z * z;
  }
  // Five standard errors.
  const double root = std::sqrt(count);
  EXPECT_NEAR(sum / count, 0.5, 5 * std::sqrt(1 / 12.0) / root);
  EXPECT_NEAR(normal_sum / count, 0, 5 / root);
  EXPECT_NEAR(normal_squares / count, 1, 5 * std::sqrt(2.0) / root);
  EXPECT_NEAR(normal_fourth / count, 3, 5 * std::sqrt(96.0) / root);
}

// Cells of width 1/4, the tails beyond the last layer among them: each count is binomial.
TEST(RandomStream, NormalHasItsDistribution) {
  RandomStream random(9, Purpose::initialize);
  const int count = 4'000'000;
  std::vector<double> ends;
  for (double end = -4.5; end <= 4.5; end += 0.25) ends.push_back(end);
  std::vector<int> counts(ends.size() + 1, 0);
  for (int i = 0; i < count; ++i) ++counts[std::ranges::upper_bound(ends, random.normal()) - ends.begin()];
  const auto below = [](double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; };
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double chance = (i < ends.size() ? below(ends[i]) : 1) - (i > 0 ? below(ends[i - 1]) : 0);
    EXPECT_NEAR(counts[i], count * chance, 5 * std::sqrt(count * chance) + 1) << "cell " << i;
  }
}

TEST(RandomStream, BelowIsUniform) {
  RandomStream random(6, Purpose::split);
  std::vector<int> counts(7, 0);
  const int count = 70'000;
  for (int i = 0; i < count; ++i) ++counts.at(random.below(7));
  for (const int n : counts) EXPECT_NEAR(n, count / 7.0, 5 * std::sqrt(count / 7.0));
  EXPECT_EQ(random.below(1), 0u);
}

TEST(RandomStream, ShufflesToAPermutationThatReachesEveryPlace) {
  std::vector<int> places(5, 0);
  for (std::uint64_t round = 0; round < 5000; ++round) {
    std::vector<int> values = {0, 1, 2, 3, 4};
    RandomStream random(7, Purpose::shuffle, round);
    shuffle(std::span(values), random);
    ++places[static_cast<std::size_t>(std::ranges::find(values, 0) - values.begin())];
    std::ranges::sort(values);
    ASSERT_EQ(values, (std::vector<int>{0, 1, 2, 3, 4}));
  }
  for (const int n : places) EXPECT_NEAR(n, 1000, 5 * std::sqrt(1000));
}

}  // namespace
}  // namespace interplay
