#include "objective/objective.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "interplay/error.h"

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

TEST(Objective, LossesAreInTheTargetsOwnUnits) {
  Objective objective;
  objective.target_scale.scale = 3;
  EXPECT_EQ(objective.loss_factor(), 9);
  objective.loss = &loss_named("logistic");
  EXPECT_EQ(objective.loss_factor(), 1);
}

TEST(Logistic, IsItsDefinition) {
  const Objective objective{.link = link_named("logistic"), .loss = &loss_named("logistic")};
  const auto value = [&](float score, float target, std::span<float> gradient = {}) {
    return objective.evaluate({.score = std::span(&score, 1), .target = std::span(&target, 1), .weight = {}}, gradient);
  };
  for (const float target : {0.0f, 0.25f, 1.0f}) {
    for (float score = -6; score < 6; score += 0.5f) {
      const double p = 1 / (1 + std::exp(-static_cast<double>(score)));
      EXPECT_NEAR(value(score, target), -target * std::log(p) - (1 - target) * std::log(1 - p), 1e-9);
    }
  }
  EXPECT_NEAR(value(500, 0), 500, 1e-9);
  // No cancellation: the gradient of a confident right answer is small, not 0.
  float slope = 0;
  value(40, 1, std::span(&slope, 1));
  EXPECT_GT(-slope, 0.0f);
}

// What logistic regression learns by, and the objective of probit: both tables say who goes with whom.
TEST(Objective, LossesNameLinksThatExist) {
  for (const Loss* loss : loss_table()) {
    EXPECT_EQ(&loss_named(loss->name()), loss);
    EXPECT_FALSE(loss->definition().empty());
    if (!loss->link().empty()) {
      EXPECT_EQ(link_named(loss->link()).name(), loss->link());
    }
  }
}

TEST(Objective, UnknownNamesAreRefusedWithTheNearest) {
  try {
    loss_named("logistics");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::usage);
    EXPECT_NE(error.remedy().find("'logistic'"), std::string::npos) << error.remedy();
  }
}

}  // namespace
}  // namespace interplay
