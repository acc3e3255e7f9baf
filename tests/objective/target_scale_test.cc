#include "objective/target_scale.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "interplay/error.h"

namespace interplay {
namespace {

const std::vector<float> stars = {1, 5, 4, 4, 3, 2, 5, 4, 3, 3};

std::vector<float> changed(const std::vector<float>& values, double a, double b) {
  std::vector<float> result;
  for (const float value : values) result.push_back(static_cast<float>(a * static_cast<double>(value) + b));
  return result;
}

TEST(TargetScale, TargetsAreAboutZeroWithTheInnerDeviation) {
  const TargetScale scale = standard_scale(stars, {}, TargetTransform::none, TargetOrigin::mean);
  double sum = 0, squares = 0;
  for (const float star : stars) {
    const double inner = scale.inner(static_cast<double>(star));
    sum += inner;
    squares += inner * inner;
  }
  EXPECT_NEAR(sum, 0, 1e-4);
  EXPECT_NEAR(std::sqrt(squares / static_cast<double>(stars.size())), 1.125, 1e-4);
}

TEST(TargetScale, OtherUnitsAreSeenAlikeToTheBit) {
  for (const TargetOrigin origin : {TargetOrigin::mean, TargetOrigin::above_zero}) {
    const TargetScale scale = standard_scale(stars, {}, TargetTransform::none, origin);
    for (const auto& [a, b] : {std::pair(0.2, 0.0), {20.0, 0.0}, {1e-6, 3e-6}, {1e9, -4e9}}) {
      const std::vector<float> other = changed(stars, a, b);
      const TargetScale other_scale = standard_scale(other, {}, TargetTransform::none, origin);
      for (std::size_t i = 0; i < stars.size(); ++i)
        EXPECT_EQ(scale.inner(static_cast<double>(stars[i])), other_scale.inner(static_cast<double>(other[i])))
            << a << " " << b;
    }
  }
}

TEST(TargetScale, WeightTwoIsTheSameAsTwice) {
  const std::vector<float> values = {1, 2, 7}, twice = {1, 2, 2, 7}, weights = {1, 2, 1};
  const TargetScale one = standard_scale(values, weights, TargetTransform::none, TargetOrigin::mean);
  const TargetScale other = standard_scale(twice, {}, TargetTransform::none, TargetOrigin::mean);
  EXPECT_NEAR(one.shift, other.shift, 1e-12);
  EXPECT_NEAR(one.scale, other.scale, 1e-12);
}

TEST(TargetScale, TheLeastTargetBecomesOneWhereNothingIsBelowZero) {
  const TargetScale scale = standard_scale(stars, {}, TargetTransform::none, TargetOrigin::above_zero);
  EXPECT_NEAR(scale.inner(1), 1, 1e-5);
}

TEST(TargetScale, AConstantKeepsItsUnit) {
  const std::vector<float> same = {7, 7, 7};
  const TargetScale scale = standard_scale(same, {}, TargetTransform::none, TargetOrigin::mean);
  EXPECT_EQ(scale.scale, 1);
  EXPECT_EQ(scale.outer(0), 7);
}

TEST(TargetScale, TransformsGoBack) {
  std::vector<float> counts;
  for (int i = 0; i < 200; ++i) counts.push_back(static_cast<float>(i * i));
  for (const TargetTransform transform : {TargetTransform::none, TargetTransform::log1p, TargetTransform::rank}) {
    const TargetScale scale = standard_scale(counts, {}, transform, TargetOrigin::mean);
    double before = -1;
    for (std::size_t i = 1; i + 1 < counts.size(); ++i) {
      const auto count = static_cast<double>(counts[i]);
      EXPECT_NEAR(scale.outer(scale.inner(count)), count, 0.06 + 2e-4 * count) << name(transform);
      EXPECT_GT(scale.inner(count), before == -1 ? -1e9 : before);
      before = scale.inner(count);
    }
  }
}

TEST(TargetScale, TheMeanOfALogNormalTargetIsAboveItsMedian) {
  TargetScale scale;
  scale.transform = TargetTransform::log1p;
  const auto [mean, variance] = scale.outer_moments(2, 0.25);
  const double expected = std::exp(2 + 0.25 / 2);  // of the log-normal variable 1 + t
  EXPECT_NEAR(mean, expected - 1, 1e-3);
  EXPECT_NEAR(variance, expected * expected * (std::exp(0.25) - 1), 0.01);
}

TEST(TargetScale, LogarithmsTakeNoTargetsBelowZero) {
  const std::vector<float> values = {1, -2};
  try {
    standard_scale(values, {}, TargetTransform::log1p, TargetOrigin::mean);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::bad_data);
    EXPECT_NE(std::string(error.what()).find("log1p"), std::string::npos);
  }
}

}  // namespace
}  // namespace interplay
