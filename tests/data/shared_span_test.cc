// Storage that is shared by readers and owned by whoever writes.
#include "interplay/shared_span.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <type_traits>

#include "interplay/dataset.h"

namespace interplay {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Nothing is written but by edit().
static_assert(std::is_same_v<decltype(std::declval<SharedSpan<float>&>().data()), const float*>);
static_assert(std::is_same_v<decltype(std::declval<SharedSpan<float>&>()[0]), const float&>);
static_assert(std::is_same_v<decltype(*std::declval<SharedSpan<float>&>().begin()), const float&>);
template <class Span>
concept CanBeEdited = requires(Span& span) {
  span.edit();
};
static_assert(CanBeEdited<SharedSpan<float>> && !CanBeEdited<const SharedSpan<float>>);

TEST(SharedSpan, KeepsTheMemoryOfAMovedVector) {
  std::vector<int> values{1, 2, 3};
  const int* const memory = values.data();
  const SharedSpan<int> span(std::move(values));
  EXPECT_EQ(span.data(), memory);
  EXPECT_TRUE(span.owned());
  const SharedSpan<int> copy = span;
  EXPECT_EQ(copy.data(), memory);
  EXPECT_EQ(copy, span);
}

TEST(SharedSpan, EditsInPlaceWhatNobodyElseHolds) {
  SharedSpan<int> span{1, 2, 3};
  const int* const memory = span.data();
  (*span.edit())[1] = 9;
  EXPECT_EQ(span.data(), memory);
  EXPECT_THAT(span, ElementsAre(1, 9, 3));
  {
    const SharedSpan<int> copy = span;
    EXPECT_EQ(copy.data(), memory);
  }
  (*span.edit())[0] = 8;
  EXPECT_EQ(span.data(), memory) << "the copy is gone";
  const SharedSpan<int> moved = std::move(span);
  EXPECT_EQ(moved.data(), memory);
}

TEST(SharedSpan, CopiesBeforeItEditsWhatOthersHold) {
  SharedSpan<int> span{1, 2, 3};
  SharedSpan<int> copy = span;
  (*copy.edit())[0] = 7;
  EXPECT_THAT(span, ElementsAre(1, 2, 3));
  EXPECT_THAT(copy, ElementsAre(7, 2, 3));
  (*span.edit())[2] = 5;
  EXPECT_THAT(copy, ElementsAre(7, 2, 3));
}

TEST(SharedSpan, CopiesForeignMemoryBeforeItEdits) {
  const auto owner = std::make_shared<const std::vector<int>>(std::vector<int>{1, 2});
  SharedSpan<int> span(std::span<const int>(*owner), owner);
  EXPECT_EQ(span.data(), owner->data());
  span.edit()->push_back(3);
  EXPECT_THAT(span, ElementsAre(1, 2, 3));
  EXPECT_THAT(*owner, ElementsAre(1, 2));
  EXPECT_EQ(owner.use_count(), 1) << "it is let go";
  int local[] = {4, 5};
  SharedSpan<int> lent = borrowed(local);
  EXPECT_FALSE(lent.owned());
  (*lent.edit())[0] = 6;
  EXPECT_TRUE(lent.owned());
  EXPECT_EQ(local[0], 4);
}

TEST(SharedSpan, FollowsAVectorThatGrowsShrinksOrIsReplaced) {
  SharedSpan<int> span;
  span.edit()->assign(1000, 1);
  EXPECT_EQ(span.size(), 1000u);
  span.edit()->clear();
  EXPECT_THAT(span, IsEmpty());
  *span.edit() = {3, 4};
  EXPECT_THAT(span, ElementsAre(3, 4));
  span.edit()->reserve(100'000);
  EXPECT_THAT(span, ElementsAre(3, 4));
}

TEST(SharedSpan, IsEmptyAfterAMove) {
  SharedSpan<int> from{1, 2};
  const SharedSpan<int> to = std::move(from);
  EXPECT_THAT(from, IsEmpty());  // NOLINT(bugprone-use-after-move): what this test is about
  from.edit()->push_back(5);
  EXPECT_THAT(from, ElementsAre(5));
  EXPECT_THAT(to, ElementsAre(1, 2));
}

TEST(SharedSpan, ABagColumnWithoutRowsHasOneOffset) { EXPECT_THAT(MultiColumn().offsets, ElementsAre(0)); }

}  // namespace
}  // namespace interplay
