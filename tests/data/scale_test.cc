// How models see numbers.
#include "data/encode/scale.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <numeric>

#include "base/random.h"
#include "data/small_data.h"
#include "interplay/encode.h"
#include "interplay/error.h"
#include "interplay/synthetic.h"

namespace interplay {
namespace {

using testing::make_field;

Field scaled(const std::vector<float>& values, std::string_view how) {
  std::vector<std::uint32_t> rows(values.size());
  std::iota(rows.begin(), rows.end(), 0u);
  Field field = make_field("x", Kind::numeric, Role::feature);
  set_scale(field, {rows, {}}, values, how);
  return field;
}

std::vector<float> normal(std::size_t count) {
  std::vector<float> values;
  for (std::size_t i = 0; i < count; ++i)
    values.push_back(static_cast<float>(40 + 3 * RandomStream(1, Purpose::synthesize, 2, i).normal()));
  return values;
}

// exp of normal numbers: prices, counts of members.
std::vector<float> heavy(std::size_t count) {
  std::vector<float> values;
  for (std::size_t i = 0; i < count; ++i)
    values.push_back(static_cast<float>(std::exp(3 + 2 * RandomStream(1, Purpose::synthesize, 3, i).normal())));
  return values;
}

float furthest(const Field& field, const std::vector<float>& values) {
  float most = 0;
  for (const float value : values) most = std::max(most, std::abs(seen(field, value)));
  return most;
}

TEST(Scale, AutoIsStandardWhereNothingLiesFarOut) {
  for (const auto& values : {normal(5000), std::vector<float>{1, 2, 3, 4, 1000}, std::vector<float>{7, 7, 7}}) {
    const Field standard = scaled(values, "standard"), automatic = scaled(values, "auto");
    EXPECT_EQ(automatic.curve, Curve::straight);
    EXPECT_EQ(automatic.limit, 0);
    EXPECT_EQ(automatic.mean, standard.mean);
    EXPECT_EQ(automatic.scale, standard.scale);
  }
}

TEST(Scale, AutoTakesLogarithmsOfAHeavyTail) {
  const auto values = heavy(5000);
  EXPECT_GT(furthest(scaled(values, "standard"), values), 20);
  const Field field = scaled(values, "auto");
  EXPECT_EQ(field.curve, Curve::logarithm);
  EXPECT_LT(furthest(field, values), far_out);
  EXPECT_EQ(field.limit, 0) << "larger numbers at prediction go on growing";
}

TEST(Scale, AutoLimitsWhatLogarithmsDoNotTame) {
  auto values = normal(1000);  // 40 +- 3, where the logarithm is as good as straight
  for (float& value : values) value *= 1000;
  values[17] = 1e30f;
  const Field field = scaled(values, "auto");
  EXPECT_EQ(field.limit, far_out);
  EXPECT_NEAR(field.mean, 40000, 300);
  EXPECT_NEAR(field.scale, 3000, 300);
  EXPECT_EQ(seen(field, 1e30f), far_out);
  EXPECT_EQ(seen(field, -1e30f), -far_out);
  EXPECT_NEAR(seen(field, 43000), 1, 0.2);
}

TEST(Scale, ARareMarkIsLimited) {
  std::vector<float> values(1000, 0.0f);
  values[5] = 1;
  const Field field = scaled(values, "auto");
  EXPECT_EQ(seen(field, 0), 0);
  EXPECT_EQ(seen(field, 1), far_out);
}

TEST(Scale, LogarithmsKeepTheSign) {
  const std::vector<float> values = {-100, -1, 0, 1, 100};
  const Field field = scaled(values, "log");
  EXPECT_FLOAT_EQ(field.mean, 0);
  EXPECT_FLOAT_EQ(seen(field, -100), -seen(field, 100));
  EXPECT_FLOAT_EQ(seen(field, 100) / seen(field, 1), std::log1p(100.0f) / std::log1p(1.0f));
  EXPECT_TRUE(std::isnan(seen(field, std::numeric_limits<float>::quiet_NaN())));
}

TEST(Scale, QuantilesAreSharesOfSmallerNumbers) {
  const auto values = heavy(5000);
  const Field field = scaled(values, "quantile");
  const float deviation = std::sqrt(1.0f / 12);
  std::vector<float> ordered = values;
  std::ranges::sort(ordered);
  for (const double share : {0.0, 0.1, 0.5, 0.9, 1.0}) {
    const float value = ordered[static_cast<std::size_t>(share * 4999)];
    EXPECT_NEAR(seen(field, value), (share - 0.5) / static_cast<double>(deviation), 0.03) << share;
  }
  EXPECT_EQ(seen(field, 1e30f), seen(field, ordered.back()));
  EXPECT_TRUE(std::isnan(seen(field, std::numeric_limits<float>::quiet_NaN())));
}

TEST(Scale, RowsOfAnEntityCountAsOftenAsTheyAreUsed) {
  const std::vector<float> values = {1, 2, 3};
  const std::vector<std::uint32_t> uses = {1, 1, 6};
  Field field = make_field("x", Kind::numeric, Role::feature, 1);
  set_scale(field, {{}, uses}, values, "robust");
  EXPECT_EQ(field.mean, 3);
}

TEST(Scale, PowersAreLimitedAndNotBent) {
  std::vector<testing::Rating> ratings(1000, testing::Rating{1, 1, 1});
  std::vector<float> age;
  for (std::size_t row = 0; row < ratings.size(); ++row) age.push_back(row % 2 == 0 ? -1.0f : 1.0f);
  age[3] = 7.5f;
  Dataset data = testing::rating_builder(ratings).add("age", Numbers{std::move(age)}).build();
  std::vector<std::uint32_t> rows(ratings.size());
  std::iota(rows.begin(), rows.end(), 0u);
  DataOptions options;
  options.powers = {"age:3"};
  data = encode(std::move(data), rows, options);
  const Field& cube = data.schema.fields[data.schema.find("age^3").value()];
  EXPECT_EQ(cube.curve, Curve::straight);
  EXPECT_EQ(cube.limit, 3 * far_out);
  EXPECT_EQ(data.schema.fields[data.schema.find("age").value()].limit, 0);
}

TEST(Scale, AnotherWordIsRefused) { EXPECT_THROW(scaled({1, 2}, "other"), Error); }

RC_GTEST_PROP(Scale, EveryWayIsFiniteAndDoesNotFall, (const std::vector<int>& mantissas)) {
  RC_PRE(!mantissas.empty());
  std::vector<float> values;
  for (const int m : mantissas)
    values.push_back(std::ldexp(static_cast<float>(m % 1000), *rc::gen::element(-60, -10, 0, 10, 60)));
  std::vector<float> ordered = values;
  std::ranges::sort(ordered);
  for (const char* how : {"auto", "standard", "minmax", "robust", "quantile", "log", "none", "raw"}) {
    const Field field = scaled(values, how);
    float before = -std::numeric_limits<float>::infinity();
    for (const float value : ordered) {
      const float x = seen(field, value);
      RC_ASSERT(std::isfinite(x));
      RC_ASSERT(x >= before - 1e-5f * std::abs(before));
      before = x;
    }
  }
}

}  // namespace
}  // namespace interplay
