#include "recommend/alike.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace interplay::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Alike, NamesThoseThatContainTheTextAndThenTheNearest) {
  const std::vector<std::string> titles = {"Heat (1995)", "Dead Heat (1988)", "Heat (1995)", "Head (1968)",
                                           "Alien (1979)"};
  EXPECT_THAT(like("heat", titles, 5), ElementsAre("Heat (1995)", "Dead Heat (1988)", "Head (1968)"));
  EXPECT_THAT(like("heat", titles, 1), ElementsAre("Heat (1995)"));
  EXPECT_THAT(like("Haet (1996)", titles, 1), ElementsAre("Heat (1995)"));
  EXPECT_THAT(like("something else", titles, 5), IsEmpty());
}

}  // namespace
}  // namespace interplay::testing
