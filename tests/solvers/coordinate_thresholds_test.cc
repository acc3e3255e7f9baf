#include "solvers/coordinate/thresholds.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "interplay/synthetic.h"

#include "objective/normal.h"
#include "objective/ordinal.h"

namespace interplay {
namespace {

struct ThresholdData {
  std::vector<std::uint8_t> level;
  std::vector<float> score, weight;
  LevelRows rows() const { return {level, score, weight}; }

  double likelihood(std::span<const float> thresholds) const {
    double product = 1;
    for (std::size_t n = 0; n < level.size(); ++n) {
      if (!weight.empty() && weight[n] == 0) continue;
      const double root = weight.empty() ? 1 : std::sqrt(static_cast<double>(weight[n]));
      const LevelEnds ends = level_ends(thresholds, level[n], static_cast<double>(score[n]));
      product *= normal_between(root * ends.low, root * ends.high);
    }
    return product;
  }
};

struct Moments {
  std::vector<double> mean, variance;
};

// Of the cut points `free` to `free` + 1 under a flat prior, by a sum over a fine grid.
Moments integrate(const ThresholdData& data, bool free_first) {
  const double step = 0.05, reach = 12;
  double total = 0;
  std::vector<double> sum(2), squares(2);
  for (double a = free_first ? -reach : 0; a <= (free_first ? reach : 0); a += step) {
    for (double b = a + step / 2; b < reach; b += step) {
      const std::vector<float> thresholds = {static_cast<float>(a), static_cast<float>(b)};
      const double p = data.likelihood(thresholds);
      total += p;
      for (const std::size_t k : {0u, 1u}) {
        const double c = k == 0 ? a : b;
        sum[k] += p * c;
        squares[k] += p * c * c;
      }
    }
  }
  Moments result;
  for (const std::size_t k : {0u, 1u}) {
    result.mean.push_back(sum[k] / total);
    result.variance.push_back(squares[k] / total - std::pow(sum[k] / total, 2));
  }
  return result;
}

class ThresholdPosterior : public ::testing::TestWithParam<bool> {};

// Few rows, some surprising, of unequal weight: the posterior is far from normal.
TEST_P(ThresholdPosterior, IsWhatTheDrawsFollow) {
  const ThresholdData data{
      {0, 0, 1, 2, 2, 1, 0, 2, 1}, {-1, 0.4f, 0.1f, 1.5f, 0.2f, 1, 0.9f, 2, -0.5f}, {1, 2, 1, 1, 1, 0.5f, 1, 0, 1}};
  const Moments exact = integrate(data, GetParam());
  std::vector<float> thresholds = {0, 1};
  std::vector<double> sum(2), squares(2);
  constexpr int steps = 150000;
  int taken = 0;
  const TaskPool pool(1);
  for (int step = 0; step < steps; ++step) {
    RandomStream random(11, Purpose::hyper, static_cast<std::uint64_t>(step));
    taken += draw_thresholds(data.rows(), GetParam(), static_cast<std::uint64_t>(step), random, pool, thresholds);
    for (const std::size_t k : {0u, 1u}) {
      sum[k] += static_cast<double>(thresholds[k]);
      squares[k] += std::pow(static_cast<double>(thresholds[k]), 2);
    }
  }
  EXPECT_GT(taken, steps / 3);
  for (const std::size_t k : {0u, 1u}) {
    const double mean = sum[k] / steps;
    EXPECT_NEAR(mean, exact.mean[k], 0.03) << k;
    EXPECT_NEAR(squares[k] / steps - mean * mean, exact.variance[k], 0.05 * exact.variance[k] + 1e-9) << k;
  }
}
INSTANTIATE_TEST_SUITE_P(First, ThresholdPosterior, ::testing::Bool(),
                         [](const auto& each) { return each.param ? "Free" : "Fixed"; });

ThresholdData many_rows(std::size_t count, std::span<const double> thresholds) {
  RandomStream random(4, Purpose::synthesize);
  ThresholdData data;
  for (std::size_t n = 0; n < count; ++n) {
    const double score = random.normal(), z = score + random.normal();
    data.score.push_back(static_cast<float>(score));
    data.level.push_back(static_cast<std::uint8_t>(std::ranges::count_if(thresholds, [&](double c) { return c < z; })));
  }
  return data;
}

TEST(Cuts, OfManyRowsAreFoundAtOnceAndStayClose) {
  const std::vector<double> truth = {0, 0.3, 0.5, 1.9};
  const ThresholdData data = many_rows(30000, truth);
  std::vector<float> thresholds;
  for (const double c : marginal_thresholds(data.rows(), 5)) thresholds.push_back(static_cast<float>(c));
  const TaskPool pool(2);
  int taken = 0;
  for (std::uint64_t step = 0; step < 60; ++step) {
    RandomStream random(3, Purpose::hyper, step);
    taken += draw_thresholds(data.rows(), true, step, random, pool, thresholds);
    if (step < 10) continue;
    for (std::size_t k = 0; k < truth.size(); ++k)
      EXPECT_NEAR(static_cast<double>(thresholds[k]), truth[k], 0.06) << step;
  }
  EXPECT_GT(taken, 25);
}

TEST(Cuts, AreTheSameBitsForAnyNumberOfThreads) {
  const ThresholdData data = many_rows(20000, std::vector<double>{-1, 0, 1});
  std::vector<std::vector<float>> results;
  for (const int threads : {1, 2, 5}) {
    const TaskPool pool(threads);
    std::vector<float> thresholds = {0, 0.5f, 1.5f};
    for (std::uint64_t step = 0; step < 5; ++step) {
      RandomStream random(3, Purpose::hyper, step);
      draw_thresholds(data.rows(), true, step, random, pool, thresholds);
    }
    results.push_back(thresholds);
  }
  EXPECT_EQ(results[0], results[1]);
  EXPECT_EQ(results[0], results[2]);
}

TEST(Cuts, StartAtTheSharesOfTheLevels) {
  const ThresholdData data{{0, 1, 1, 2}, {0, 0, 0, 0}, {1, 0.5f, 0.5f, 2}};
  const std::vector<double> thresholds = marginal_thresholds(data.rows(), 3);
  EXPECT_NEAR(normal_cdf(thresholds[0]), 0.25, 1e-9);
  EXPECT_NEAR(normal_cdf(thresholds[1]), 0.5, 1e-9);
}

}  // namespace
}  // namespace interplay
