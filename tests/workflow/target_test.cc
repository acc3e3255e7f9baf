#include "workflow/target.h"

#include <gtest/gtest.h>

#include "interplay/build.h"
#include "interplay/error.h"

namespace interplay {
namespace {

Dataset weighted(std::vector<float> target, std::vector<float> weight) {
  DatasetBuilder builder;
  builder.add("rating", Numbers{std::move(target)}, Role::target);
  return builder.add("weight", Numbers{std::move(weight)}, Role::weight).build();
}

TEST(TargetInfoOf, TheMeanIsWeighted) {
  Split split;
  split.train = {0, 1};
  const TargetInfo info = target_info(weighted({1, 5, 9}, {3, 1, 7}), split, {});
  EXPECT_FLOAT_EQ(info.mean, 2);
  EXPECT_EQ(info.low, 1);
  EXPECT_EQ(info.high, 5) << "rows that are held out tell nothing";
  EXPECT_FALSE(info.binary);
}

TEST(TargetInfoOf, ZeroAndOneAreClasses) {
  Split split;
  split.train = {0, 1};
  EXPECT_TRUE(target_info(weighted({0, 1}, {1, 1}), split, {}).binary);
  EXPECT_THROW(target_info(weighted({0, 1}, {0, 0}), split, {}), Error);
}

}  // namespace
}  // namespace interplay
