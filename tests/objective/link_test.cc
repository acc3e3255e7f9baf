#include "objective/link.h"

#include <gtest/gtest.h>

#include <cmath>

namespace interplay {
namespace {

constexpr LinkEnds ends{1, 5};

TEST(Link, SlopesAgreeWithDifferences) {
  constexpr float h = 1.0f / 64;
  for (const LinkDefinition* definition : link_table()) {
    const Link link(*definition, ends);
    for (float score = -4.07f; score < 4; score += 0.32f) {
      const double difference =
          (static_cast<double>(link.prediction(score + h)) - link.prediction(score - h)) / (2 * h);
      const auto slope = static_cast<double>(link.slope(score, link.prediction(score)));
      EXPECT_NEAR(slope, difference, 1e-3) << link.name() << " at " << score;
      EXPECT_LE(slope, link.steepest() * (1 + 1e-6)) << link.name() << " at " << score;
    }
  }
}

TEST(Link, PredictionsStayInTheRange) {
  for (const LinkDefinition* definition : link_table()) {
    const Link link(*definition, ends);
    for (const float score : {-1e4f, -3.0f, 0.0f, 2.0f, 1e4f}) {
      EXPECT_GE(link.prediction(score), link.range().low) << link.name();
      EXPECT_LE(link.prediction(score), link.range().high) << link.name();
    }
    EXPECT_TRUE(std::isnan(link.prediction(std::nanf("")))) << link.name();
  }
}

TEST(Link, InverseLeadsBack) {
  for (const LinkDefinition* definition : link_table()) {
    const Link link(*definition, ends);
    if (link.needs_thresholds()) continue;
    const float target = link.range().high <= 1 ? 0.3f : 3.7f;
    EXPECT_NEAR(link.prediction(link.inverse(target)), target, 1e-5) << link.name();
    EXPECT_TRUE(std::isfinite(link.inverse(link.range().high > 1e9f ? 5 : link.range().high))) << link.name();
  }
  EXPECT_EQ((link_named("range_sigmoid", {3, 3}).inverse(3)), 0.0f);
}

TEST(Link, PropertiesAreTrue) {
  for (const LinkDefinition* definition : link_table()) {
    const Link link(*definition, ends);
    EXPECT_EQ(link_named(link.name()).name(), link.name());
    EXPECT_FALSE(link.title().empty());
    EXPECT_FALSE(link.formula().empty());
    for (const float score : {-2.0f, 0.5f, 3.0f}) {
      if (link.identity()) {
        EXPECT_EQ(link.prediction(score), score) << link.name();
      }
      if (link.keeps_units() && score > 0) {
        EXPECT_EQ(link.prediction(score), score) << link.name();
      }
      const double p = link.prediction(score);
      if (link.log_odds()) {
        EXPECT_NEAR(std::log(p / (1 - p)), score, 1e-5) << link.name();
      }
    }
    if (link.given_ends()) {
      EXPECT_EQ(link.range().high, ends.high) << link.name();
    }
  }
}

}  // namespace
}  // namespace interplay
