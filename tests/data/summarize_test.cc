#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <set>
#include <tuple>

#include "interplay/check.h"
#include "interplay/encode.h"

#include "data/small_data.h"

namespace interplay {
namespace {

using testing::make_data;
using testing::Rating;

const FieldSummary& field_of(const DataSummary& summary, const std::string& name) {
  for (const FieldSummary& field : summary.fields)
    if (field.name == name) return field;
  throw std::out_of_range(name);
}

TEST(Summarize, CountsWhatThereIs) {
  const DataSummary summary =
      summarize(make_data({{1, 10, 5, 1}, {1, 20, 3, 2}, {1, 10, 5, 1}, {2, 10, 4, 3}, {1, 10, 5, 9}, {3, 30, 4, 4}}));
  EXPECT_EQ(summary.rows, 6u);
  EXPECT_EQ(summary.users, 3u);
  EXPECT_EQ(summary.items, 3u);
  EXPECT_DOUBLE_EQ(summary.density, 6.0 / 9.0);
  EXPECT_EQ(summary.duplicate_rows, 1u);
  EXPECT_EQ(summary.duplicate_pairs, 2u);
  EXPECT_EQ(summary.ratings_per_user[0], 1u);
  EXPECT_EQ(summary.ratings_per_user[1], 1u);
  EXPECT_EQ(summary.ratings_per_user[2], 4u);
  EXPECT_EQ(summary.ratings_per_item[2], 4u);
  EXPECT_EQ(field_of(summary, "user").top.front(), (std::pair<std::string, std::uint64_t>("1", 4)));
  EXPECT_EQ(field_of(summary, "item").table, "item");
  const FieldSummary& rating = field_of(summary, "rating");
  EXPECT_EQ(rating.table, "interactions");
  EXPECT_EQ(rating.distinct, 3u);
  EXPECT_EQ(rating.top, (std::vector<std::pair<std::string, std::uint64_t>>{{"5", 3}, {"4", 2}, {"3", 1}}));
  EXPECT_DOUBLE_EQ(rating.mean, 26.0 / 6.0);
  EXPECT_EQ(rating.minimum, 3);
  EXPECT_EQ(rating.maximum, 5);
  EXPECT_NEAR(rating.deviation, 0.745356, 1e-6);
}

TEST(Summarize, ContextTellsRowsApart) {
  DatasetBuilder builder = testing::rating_builder({{1, 10, 5}, {1, 10, 5}, {1, 10, 5}});
  const Dataset data = builder.add("hour", Numbers{std::vector<float>{1, 2, 1}}).build();
  EXPECT_EQ(summarize(data).duplicate_rows, 1u);
  EXPECT_EQ(summarize(data).duplicate_pairs, 2u);
}

TEST(Summarize, MissingValues) {
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  DatasetBuilder builder;
  builder.add("age", Numbers{std::vector<float>{5, nan, nan}});
  builder.add("tags", Bags{{0, 2, 2, 3}, Ids{std::vector<std::string>{"x", "y", "y"}}});
  const DataSummary summary = summarize(builder.build());
  EXPECT_EQ(field_of(summary, "age").missing, 2u);
  EXPECT_EQ(field_of(summary, "age").mean, 5);
  EXPECT_EQ(field_of(summary, "tags").missing, 1u);
  EXPECT_EQ(field_of(summary, "tags").top.front(), (std::pair<std::string, std::uint64_t>("y", 2)));
}

TEST(Summarize, EmptyData) {
  const DataSummary summary = summarize(make_data({}));
  EXPECT_EQ(summary.rows, 0u);
  EXPECT_EQ(summary.density, 0);
}

std::vector<Rating> summarized_ratings() {
  const auto id = rc::gen::inRange<std::int64_t>(0, 5);
  return *rc::gen::container<std::vector<Rating>>(
      rc::gen::map(rc::gen::tuple(id, id, rc::gen::inRange(1, 4)), [](const auto& t) {
        return Rating{std::get<0>(t), std::get<1>(t), static_cast<float>(std::get<2>(t)), 0};
      }));
}

using Key = std::tuple<std::int64_t, std::int64_t, float>;
Key key(const Rating& r) { return {r.user, r.item, r.rating}; }

RC_GTEST_PROP(Summarize, DuplicatesAreThoseOfASet, (bool as_entities)) {
  const auto ratings = summarized_ratings();
  std::set<Key> rows;
  std::set<std::pair<std::int64_t, std::int64_t>> pairs;
  for (const Rating& r : ratings) {
    rows.insert(key(r));
    pairs.insert({r.user, r.item});
  }
  const DataSummary summary = summarize(make_data(ratings, as_entities));
  RC_ASSERT(summary.duplicate_rows == ratings.size() - rows.size());
  RC_ASSERT(summary.duplicate_pairs == ratings.size() - pairs.size());
}

RC_GTEST_PROP(Leaks, AgreeWithTheirDefinition, ()) {
  const auto ratings = summarized_ratings();
  Split split;
  std::set<Key> train, valid;
  std::set<std::int64_t> users, items;
  for (std::uint32_t row = 0; row < ratings.size(); ++row) {
    const int part = *rc::gen::inRange(0, 4);  // 3: in no part
    if (part == 0) {
      split.train.push_back(row);
      train.insert(key(ratings[row]));
      users.insert(ratings[row].user);
      items.insert(ratings[row].item);
    } else if (part == 1) {
      split.valid.push_back(row);
      valid.insert(key(ratings[row]));
    } else if (part == 2) {
      split.test.push_back(row);
    }
  }
  Leaks expected;
  const auto count = [&](std::uint32_t row, bool seen) {
    ++expected.held_out_rows;
    expected.cold_user_rows += !users.contains(ratings[row].user);
    expected.cold_item_rows += !items.contains(ratings[row].item);
    expected.repeated_rows += seen;
  };
  for (const auto row : split.valid) count(row, train.contains(key(ratings[row])));
  for (const auto row : split.test) count(row, train.contains(key(ratings[row])) || valid.contains(key(ratings[row])));
  const Leaks found = leaks(make_data(ratings), split);
  RC_ASSERT(found.held_out_rows == expected.held_out_rows);
  RC_ASSERT(found.cold_user_rows == expected.cold_user_rows);
  RC_ASSERT(found.cold_item_rows == expected.cold_item_rows);
  RC_ASSERT(found.repeated_rows == expected.repeated_rows);
}

TEST(Leaks, EncodedDataCountsUnseenIdsAsCold) {
  Split split;
  split.train = {0};
  split.test = {1, 2, 3};
  const Dataset data = encode(make_data({{1, 1, 1}, {2, 1, 1}, {1, 2, 1}, {1, 1, 1}}), split.train, {});
  const Leaks found = leaks(data, split);
  EXPECT_EQ(found.cold_user_rows, 1u);
  EXPECT_EQ(found.cold_item_rows, 1u);
  EXPECT_EQ(found.repeated_rows, 1u);
}

}  // namespace
}  // namespace interplay
