#include "report/draw/axis.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace interplay::report {
namespace {

std::vector<std::string> labels(const Axis& axis) {
  std::vector<std::string> all;
  for (const Axis::Tick& tick : axis.ticks()) all.push_back(tick.label);
  return all;
}
using Labels = std::vector<std::string>;

TEST(Axis, TicksAreRoundNumbersWithinTheRange) {
  const std::vector<double> values = {0.94, 1.04};
  EXPECT_EQ(labels(Axis(values, {.ticks = 5})), (Labels{"0.94", "0.96", "0.98", "1.00", "1.02", "1.04"}));
  const Axis wide(values, {.margin = 0.1, .ticks = 5});
  EXPECT_NEAR(wide.low(), 0.93, 1e-12);
  EXPECT_NEAR(wide.high(), 1.05, 1e-12);
  for (const Axis::Tick& tick : wide.ticks()) {
    EXPECT_GE(tick.value, wide.low());
    EXPECT_LE(tick.value, wide.high());
  }
}

TEST(Axis, HasATickOnBothSidesOfZeroWhereThereIsRoomForThree) {
  const std::vector<double> values = {-1.628, 1.395};
  EXPECT_EQ(labels(Axis(values, {.ticks = 3})), (Labels{"-1", "0", "1"}));
}

TEST(Axis, EpochsAreWholeNumbers) {
  EXPECT_EQ(labels(Axis(std::vector<double>{1, 3}, {.whole = true, .ticks = 8})), (Labels{"1", "2", "3"}));
  EXPECT_EQ(labels(Axis(std::vector<double>{1, 25}, {.whole = true, .ticks = 10})),
            (Labels{"5", "10", "15", "20", "25"}));
}

TEST(Axis, ZeroBelongsToTheAxisWhereAsked) {
  const Axis axis(std::vector<double>{30000, 90000}, {.zero = true, .margin = 0.05, .ticks = 3});
  EXPECT_EQ(axis.low(), 0);
  EXPECT_EQ(labels(axis), (Labels{"0", "50,000"}));
  const Axis below(std::vector<double>{-2, -1}, {.zero = true});
  EXPECT_EQ(below.high(), 0);
}

TEST(Axis, LogarithmicTicks) {
  const Axis axis(std::vector<double>{0.75, 10.5, -1, 0}, {.log = true});
  EXPECT_EQ(axis.low(), 0.75);  // what is not positive has no place
  EXPECT_EQ(labels(axis), (Labels{"1", "2", "5", "10"}));
  EXPECT_NEAR(axis.place(std::sqrt(0.75 * 10.5)), 0.5, 1e-12);
  EXPECT_FALSE(axis.shows(0));
}

TEST(Axis, PlacesRunFromZeroToOne) {
  const Axis axis(std::vector<double>{2, 6}, {});
  EXPECT_EQ(axis.place(2), 0);
  EXPECT_EQ(axis.place(5), 0.75);
  EXPECT_EQ(axis.place(6), 1);
}

TEST(Axis, NothingToShowStillHasARange) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const std::vector<double>& values : {std::vector<double>{}, {nan}, {7, 7}, {0}, {INFINITY, 1}}) {
    for (const bool log : {false, true}) {
      const Axis axis(values, {.log = log, .margin = 0.05});
      EXPECT_LT(axis.low(), axis.high());
      EXPECT_TRUE(std::isfinite(axis.low()) && std::isfinite(axis.high()));
      EXPECT_LT(axis.ticks().size(), 20u);
    }
  }
}

TEST(Axis, ManyRangesHaveAReasonableNumberOfTicks) {
  for (double width = 1e-8; width < 1e12; width *= 3.7) {
    const Axis axis(std::vector<double>{1 - width / 3, 1 + width}, {.ticks = 6});
    EXPECT_GE(axis.ticks().size(), 2u) << width;
    EXPECT_LE(axis.ticks().size(), 8u) << width;
  }
}

TEST(Axis, TicksOfValuesThatHardlyDifferHaveDifferentLabels) {
  for (double width = 1e-9; width < 1e9; width *= 3.7) {
    Labels found = labels(Axis(std::vector<double>{0.9462, 0.9462 + width}, {.ticks = 5}));
    const std::size_t count = found.size();
    std::ranges::sort(found);
    EXPECT_EQ(std::ranges::unique(found).size(), 0u) << width << ": " << count;
  }
}

TEST(Axis, StepsAndLabels) {
  EXPECT_DOUBLE_EQ(nice_step(0.011), 0.02);
  EXPECT_DOUBLE_EQ(nice_step(0.02), 0.02);
  EXPECT_DOUBLE_EQ(nice_step(2.1), 2.5);
  EXPECT_DOUBLE_EQ(nice_step(700), 1000);
  EXPECT_EQ(tick_label(1234567, 0), "1,234,567");
  EXPECT_EQ(tick_label(-12345.5, 1), "-12,345.5");
  EXPECT_EQ(tick_label(-123, 0), "-123");
  EXPECT_EQ(tick_label(-0.0, 2), "0.00");
}

}  // namespace
}  // namespace interplay::report
