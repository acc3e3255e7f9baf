#include "objective/ordinal.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "objective/normal.h"

namespace interplay {
namespace {

TEST(Ordinal, ProbabilitiesAreThoseOfTheIntervals) {
  const std::vector<float> thresholds = {0, 0.7f, 2.5f};
  std::vector<double> p(4);
  for (double score = -4; score < 6; score += 0.37) {
    level_probabilities(thresholds, score, p);
    EXPECT_NEAR(std::accumulate(p.begin(), p.end(), 0.0), 1, 1e-9);
    for (std::size_t k = 0; k < p.size(); ++k) {
      const LevelEnds ends = level_ends(thresholds, k, score);
      EXPECT_NEAR(p[k], normal_between(ends.low, ends.high), 1e-9) << score << " " << k;
    }
  }
}

TEST(Ordinal, MomentsAreThoseOfTheProbabilities) {
  const std::vector<float> thresholds = {-1, 0.1f, 0.2f, 3}, levels = {-2, 0.5f, 1, 10, 11};
  std::vector<double> p(5);
  for (double score = -6; score < 8; score += 0.41) {
    level_probabilities(thresholds, score, p);
    double mean = 0, squares = 0;
    for (std::size_t k = 0; k < p.size(); ++k) mean += p[k] * static_cast<double>(levels[k]);
    for (std::size_t k = 0; k < p.size(); ++k) squares += p[k] * std::pow(static_cast<double>(levels[k]) - mean, 2);
    const LevelMoments moments = level_moments(thresholds, levels, score);
    EXPECT_NEAR(moments.mean, mean, 1e-8) << score;
    EXPECT_NEAR(moments.variance, squares, 1e-7) << score;
  }
}

TEST(Ordinal, HigherScoresMakeHigherLevels) {
  const std::vector<float> thresholds = {0, 1}, levels = {1, 2, 5};
  for (double score = -5; score < 5; score += 0.1)
    EXPECT_LT(level_moments(thresholds, levels, score).mean, level_moments(thresholds, levels, score + 0.1).mean);
}

TEST(Ordinal, ScaledThresholdsLieAboutTheMiddleOne) {
  const std::vector<float> thresholds = {0, 1, 1.5f, 3}, apart = {-1.5f, 0.5f, 1.5f, 4.5f}, levels = {1, 2, 3, 4, 5};
  std::vector<double> scaled(5), expected(5), plain(5), same(5);
  level_probabilities(thresholds, 0.4, scaled, 2);
  level_probabilities(apart, 0.4, expected);
  for (std::size_t k = 0; k < 5; ++k) {
    EXPECT_NEAR(scaled[k], expected[k], 1e-12) << k;
    const LevelEnds ends = level_ends(thresholds, k, 0.4, 2);
    EXPECT_NEAR(normal_between(ends.low, ends.high), expected[k], 1e-9) << k;
  }
  EXPECT_NEAR(level_moments(thresholds, levels, 0.4, 2).mean, level_moments(apart, levels, 0.4).mean, 1e-12);
  EXPECT_NEAR(level_moments(thresholds, levels, 0.4, 2).variance, level_moments(apart, levels, 0.4).variance, 1e-12);
  level_probabilities(thresholds, 0.4, plain);
  level_probabilities(thresholds, 0.4, same, 1);
  EXPECT_EQ(plain, same);
}

}  // namespace
}  // namespace interplay
