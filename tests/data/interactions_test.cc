#include "interplay/interactions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "data/small_data.h"
#include "interplay/error.h"

namespace interplay {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::make_data;
using testing::Rating;
using testing::rating_builder;

DataOptions implicit() {
  DataOptions options;
  options.implicit = true;
  return options;
}

std::string notes_of(const Dataset& data) {
  std::string text;
  for (const std::string& note : data.notes) text += note + "\n";
  return text;
}

// "1:10 2:20" for the rows of users 1 and 2 with items 10 and 20.
std::string pairs_of(const Dataset& data) {
  std::string text;
  for (std::size_t row = 0; row < data.rows; ++row) {
    if (row > 0) text += ' ';
    text += data.entities[0].keys.id(data.entities[0].row_of[row]) + ":" +
            data.entities[1].keys.id(data.entities[1].row_of[row]);
  }
  return text;
}

// The builder takes numbers alone as targets, and files hold others.
Dataset with_target(Dataset data, std::size_t row, float value) {
  auto& column = std::get<NumericColumn>(data.columns[*data.schema.find(Role::target)]);
  (*column.values.edit())[row] = value;
  return data;
}

template <class Function>
std::string message_of(Code code, const Function& function) {
  try {
    function();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code);
    return std::string(error.what()) + " | " + error.remedy();
  }
  ADD_FAILURE() << "nothing was thrown";
  return "";
}

TEST(Interactions, DataWithoutTheOptionStaysAsItIs) {
  const Dataset data = make_data({{1, 10, 3}, {1, 10, 4}});
  const Dataset same = interactions_of(data, DataOptions{});
  EXPECT_EQ(same.rows, 2u);
  EXPECT_TRUE(same.has_target());
}

TEST(Interactions, HaveNoTargetAndSayThatTheRatingIsLeftOut) {
  const Dataset data = interactions_of(make_data({{1, 10, 3}, {1, 20, 4}, {2, 10, 1}}), implicit());
  EXPECT_FALSE(data.has_target());
  EXPECT_FALSE(data.schema.find(Role::target));
  EXPECT_TRUE(data.weight().empty());
  EXPECT_EQ(pairs_of(data), "1:10 1:20 2:10");
  EXPECT_THAT(notes_of(data), HasSubstr("rating (from 1 to 4) is left out"));
  EXPECT_THAT(notes_of(data), HasSubstr("--threshold"));
  EXPECT_THAT(notes_of(data), HasSubstr("--confidence"));
}

TEST(Interactions, AColumnThatIsTheSameEverywhereIsLeftOutWithoutAWord) {
  const Dataset data = interactions_of(make_data({{1, 10, 1}, {1, 20, 1}}), implicit());
  EXPECT_FALSE(data.has_target());
  EXPECT_EQ(notes_of(data), "");
}

TEST(Interactions, RowsFromTheThresholdUp) {
  DataOptions options = implicit();
  options.threshold = "3.5";
  const Dataset data = interactions_of(
      with_target(make_data({{1, 10, 3}, {1, 20, 4}, {2, 10, 9}, {2, 20, 5}}), 2, std::nanf("")), options);
  EXPECT_EQ(pairs_of(data), "1:20 2:20");
  EXPECT_THAT(notes_of(data), HasSubstr("rating of at least 3.5; 2 rows are left out"));
  options.threshold = "6";
  EXPECT_THAT(message_of(Code::bad_data,
                         [&] {
                           interactions_of(make_data({{1, 10, 3}, {2, 20, 5}}), options);
                         }),
              HasSubstr("rating is from 3 to 5, and --threshold 6"));
}

TEST(Interactions, TargetsOfZeroDidNotHappen) {
  const Dataset data = interactions_of(make_data({{1, 10, 0}, {1, 20, 1}, {2, 10, 1}}), implicit());
  EXPECT_EQ(pairs_of(data), "1:20 2:10");
  EXPECT_THAT(notes_of(data),
              HasSubstr("rating is 0 or 1: rows with 1 are the interactions, and 1 other row is left out"));
}

TEST(Interactions, TheTargetIsTheCountOfTheConfidence) {
  DataOptions options = implicit();
  options.confidence = "linear";
  options.alpha = 2;
  const std::vector<Rating> ratings = {{1, 10, 3}, {1, 20, 0}, {2, 10, 0.5}};
  const Dataset linear = interactions_of(make_data(ratings), options);
  EXPECT_EQ(pairs_of(linear), "1:10 2:10");
  EXPECT_THAT(linear.weight(), ElementsAre(7, 2));
  EXPECT_THAT(notes_of(linear), HasSubstr("interactions weigh 1 + 2 n, from 2 to 7; n is rating"));
  options.confidence = "log";
  EXPECT_THAT(interactions_of(make_data(ratings), options).weight(),
              ElementsAre(static_cast<float>(1 + 2 * std::log(4.0)), static_cast<float>(1 + 2 * std::log(1.5))));
  for (const float wrong : {-1.0f, std::nanf(""), std::numeric_limits<float>::infinity()})
    EXPECT_THAT(message_of(Code::bad_data,
                           [&] {
                             interactions_of(with_target(make_data({{1, 10, 3}, {1, 20, 1}}), 1, wrong), options);
                           }),
                HasSubstr("row 2 has the rating"));
}

TEST(Interactions, RepeatsBecomeTheLastByTimeAndTheirNumberIsTheCount) {
  DataOptions options = implicit();
  const std::vector<Rating> ratings = {{1, 10, 1, 5}, {1, 20, 1, 1}, {1, 10, 1, 9}, {1, 10, 1, 7}, {2, 10, 1, 2}};
  const Dataset merged = interactions_of(make_data(ratings), options);
  EXPECT_EQ(pairs_of(merged), "1:20 1:10 2:10");
  EXPECT_THAT(merged.time, ElementsAre(1, 9, 2));
  EXPECT_TRUE(merged.weight().empty());
  EXPECT_THAT(notes_of(merged), HasSubstr("2 rows repeat the user and the item of another: 1 pair merged"));
  options.confidence = "linear";
  EXPECT_THAT(interactions_of(make_data(ratings), options).weight(), ElementsAre(2, 4, 2));
  options.confidence = "none";
  options.repeats = "keep";
  EXPECT_EQ(interactions_of(make_data(ratings), options).rows, 5u);
}

TEST(Interactions, OfTwoFilesAreNotMerged) {
  Dataset data = make_data({{1, 10, 1}, {1, 10, 1}, {1, 10, 1}, {2, 20, 1}});
  data.time = {};
  data.sources = {{"a", 0}, {"b", 2}};
  const Dataset merged = interactions_of(data, implicit());
  EXPECT_EQ(pairs_of(merged), "1:10 1:10 2:20");
  EXPECT_EQ(merged.sources[1].first, 1u);
}

TEST(Interactions, WeightsAreTheMeanOfTheirRowsTimesTheConfidence) {
  DatasetBuilder builder = rating_builder({{1, 10, 2}, {1, 10, 1}, {2, 10, 1}});
  builder.add("w", Numbers{std::vector<float>{1, 3, 5}}, Role::weight);
  DataOptions options = implicit();
  EXPECT_THAT(interactions_of(builder.build(), options).weight(), ElementsAre(2, 5));
  options.confidence = "linear";
  EXPECT_THAT(interactions_of(builder.build(), options).weight(), ElementsAre(2 * (1 + 3), 5 * (1 + 1)));
}

TEST(Interactions, NeedUsersAndItems) {
  EXPECT_THAT(message_of(Code::usage,
                         [] {
                           interactions_of(rating_builder({{1, 2, 3}}, false).build(), implicit());
                         }),
              HasSubstr("the data has no users"));
}

TEST(Interactions, OptionsAreCheckedBeforeDataIsRead) {
  DataOptions options = implicit();
  options.threshold = "four";
  EXPECT_THAT(message_of(Code::usage, [&] { check_interactions(options); }), HasSubstr("expected a number"));
  options = {};
  options.confidence = "log";
  EXPECT_THAT(message_of(Code::usage, [&] { check_interactions(options); }), HasSubstr("needs --implicit"));
}

}  // namespace
}  // namespace interplay
