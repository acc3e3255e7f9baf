#include "interplay/value_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace interplay::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ValueList, HasItsValuesBetweenCommas) {
  EXPECT_THAT(split_list(""), IsEmpty());
  EXPECT_THAT(split_list("a"), ElementsAre("a"));
  EXPECT_THAT(split_list("a, b,,c,"), ElementsAre("a", " b", "", "c", ""));
}

TEST(ValueList, TakesACommaBehindABackslashAsPartOfAValue) {
  EXPECT_THAT(split_list("Usual Suspects\\, The (1995),Heat (1995)"),
              ElementsAre("Usual Suspects, The (1995)", "Heat (1995)"));
  EXPECT_THAT(split_list("a\\\\,b"), ElementsAre("a\\", "b"));
  EXPECT_THAT(split_list("\\N,c\\"), ElementsAre("\\N", "c\\"));
}

TEST(ValueList, IsAppendedToAnother) {
  std::string list;
  append_list(list, "a\\,b");
  append_list(list, "c\\");
  append_list(list, "d\\\\");
  append_list(list, "e");
  EXPECT_THAT(split_list(list), ElementsAre("a,b", "c\\", "d\\", "e"));
  std::string backslash = "\\";
  append_list(backslash, "x");
  EXPECT_THAT(split_list(backslash), ElementsAre("\\", "x"));
}

RC_GTEST_PROP(ValueList, ReadsBackWhatWasJoined, ()) {
  const auto value = rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::element('a', ',', '\\', ' ')));
  const auto values = *rc::gen::container<std::vector<std::string>>(value);
  RC_ASSERT(split_list(join_list(values)) == values);
}

}  // namespace
}  // namespace interplay::testing
