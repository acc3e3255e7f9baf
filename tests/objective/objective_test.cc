#include "objective/objective.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace interplay {
namespace {

// The distance of a float from the true value, in units of the last place.
double ulps(float found, double expected) {
  const auto nearest = static_cast<float>(expected);
  const double unit = static_cast<double>(std::nextafter(std::abs(nearest), 1e30f)) - std::abs(nearest);
  return std::abs(static_cast<double>(found) - expected) / unit;
}

TEST(Sigmoid, IsWithinTwoUlp) {
  for (float x = -86; x < 86; x += 0.01317f)
    ASSERT_LE(ulps(sigmoid(x), 1 / (1 + std::exp(-static_cast<double>(x)))), 2.0) << x;
}

TEST(Exponential, IsWithinTwoUlp) {
  for (float x = -86; x < 87; x += 0.01317f)
    ASSERT_LE(ulps(exponential(x), std::exp(static_cast<double>(x))), 2.0) << x;
}

TEST(Sigmoid, KeepsItsEnds) {
  EXPECT_EQ(sigmoid(0), 0.5f);
  EXPECT_EQ(sigmoid(1000), 1.0f);
  EXPECT_EQ(sigmoid(-1000), 0.0f);
  EXPECT_EQ(sigmoid(std::numeric_limits<float>::infinity()), 1.0f);
  EXPECT_TRUE(std::isnan(sigmoid(std::numeric_limits<float>::quiet_NaN())));
}

const std::vector<Objective>& objectives() {
  static const std::vector<Objective> all = {
      {},
      {.link = {.kind = LinkKind::relu}},
      {.link = {.kind = LinkKind::range_sigmoid, .low = 1, .high = 5}},
      {.link = {.kind = LinkKind::logistic}},
      {.link = {.kind = LinkKind::logistic}, .loss = LossKind::logistic},
  };
  return all;
}

TEST(Objective, GradientsAgreeWithDifferences) {
  for (const Objective& objective : objectives()) {
    for (const float target : {0.0f, 1.0f}) {
      for (float score = -4.07f; score < 4; score += 0.32f) {
        constexpr float h = 1.0f / 128;
        const double difference =
            (objective.value(score + h, target) - objective.value(score - h, target)) / (2.0 / 128);
        EXPECT_NEAR(objective.gradient(score, target), difference, 1e-3 + 1e-3 * std::abs(difference))
            << name(objective.link.kind) << " " << name(objective.loss) << " at " << score;
      }
    }
  }
}

TEST(Objective, LogisticIsItsDefinition) {
  const Objective& objective = objectives().back();
  for (const float target : {0.0f, 0.25f, 1.0f}) {
    for (float score = -6; score < 6; score += 0.5f) {
      const double p = 1 / (1 + std::exp(-static_cast<double>(score)));
      EXPECT_NEAR(objective.value(score, target), -target * std::log(p) - (1 - target) * std::log(1 - p), 1e-9);
    }
  }
  EXPECT_NEAR(objective.value(500, 0), 500, 1e-9);
  // No cancellation: the gradient of a confident right answer is small, not 0.
  EXPECT_GT(-objective.gradient(40, 1), 0.0f);
}

TEST(Link, InverseLeadsBack) {
  for (const Objective& objective : objectives()) {
    const float target = objective.link.kind == LinkKind::logistic ? 0.3f : 3.7f;
    EXPECT_NEAR(objective.link.prediction(objective.link.inverse(target)), target, 1e-5);
  }
  EXPECT_TRUE(std::isfinite(Link{.kind = LinkKind::logistic}.inverse(1)));
  EXPECT_EQ((Link{.kind = LinkKind::range_sigmoid, .low = 3, .high = 3}.inverse(3)), 0.0f);
}

}  // namespace
}  // namespace interplay
