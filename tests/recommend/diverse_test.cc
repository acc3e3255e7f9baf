#include "recommend/diverse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace interplay::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Relevance 1, 0.9, 0.5 and 0; the first two point the same way, the third across, the last back.
const std::vector<float> scores = {5.0f, 4.8f, 4.0f, 3.0f};
const std::vector<float> directions = {1, 0, 1, 0, 0, 1, -1, 0};

TEST(Diverse, WeighsRelevanceAgainstTheNearestItemListed) {
  EXPECT_THAT(diverse(scores, directions, 4, 0.0), ElementsAre(0, 1, 2, 3));
  // 0.75 * 0.9 - 0.25 = 0.425 of the second item is more than 0.75 * 0.5 = 0.375 of the third, ...
  EXPECT_THAT(diverse(scores, directions, 4, 0.25), ElementsAre(0, 1, 2, 3));
  // ... but 0.7 * 0.9 - 0.3 = 0.33 is less than 0.35; then 0.33 is more than 0 + 0.3 * 0, as the last item is across
  // from the third.
  EXPECT_THAT(diverse(scores, directions, 4, 0.3), ElementsAre(0, 2, 1, 3));
  EXPECT_THAT(diverse(scores, directions, 4, 1.0), ElementsAre(0, 3, 2, 1));
}

TEST(Diverse, PrefersTheBetterOfEqualItems) {
  const std::vector<float> equal(5, 3.0f), one_way(5, 1.0f);
  EXPECT_THAT(diverse(equal, one_way, 3, 0.5), ElementsAre(0, 1, 2));
}

TEST(Diverse, ListsNoMoreThanThePoolHas) {
  EXPECT_THAT(diverse(scores, directions, 9, 0.3), ElementsAre(0, 2, 1, 3));
  EXPECT_THAT(diverse({}, {}, 3, 0.3), IsEmpty());
  EXPECT_THAT(diverse(scores, directions, 0, 0.3), IsEmpty());
}

}  // namespace
}  // namespace interplay::testing
