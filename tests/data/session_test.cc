#include "data/derivation.h"

#include <gtest/gtest.h>

#include <limits>

#include "data/small_data.h"
#include "interplay/encode.h"
#include "interplay/error.h"

namespace interplay {
namespace {

using testing::make_data;
using testing::nan;

// User 10 at 100, 103, 110, 300 and once at no time, user 20 at 100 and 105; the last two rows are held out.
Dataset rated(std::vector<double> time = {103, 100, 110, 300, 100, 105, nan, 112, 250}) {
  Dataset data = make_data(
      {{10, 1, 5}, {10, 2, 3}, {10, 3, 4}, {10, 4, 1}, {20, 1, 2}, {20, 2, 4}, {10, 5, 3}, {10, 6, 3}, {20, 3, 1}});
  data.time = std::move(time);
  return data;
}

const std::vector<std::uint32_t> session_rows = {0, 1, 2, 3, 4, 5, 6};

Dataset with_sessions(std::vector<std::string> gaps, const std::vector<std::uint32_t>& rows = session_rows) {
  DataOptions options;
  options.session = std::move(gaps);
  return encode(rated(), rows, options);
}

// The ids of a column's rows, "?" where a row is in no session.
std::vector<std::string> ids(const Dataset& data, std::string_view name) {
  const std::size_t f = data.schema.find(name).value();
  std::vector<std::string> result;
  for (const std::uint32_t code : std::get<CategoricalColumn>(data.columns[f]).codes)
    result.push_back(data.schema.fields[f].vocabulary.id(code));
  return result;
}

TEST(Sessions, AreRowsOfAUserThatFollowEachOtherQuickly) {
  const Dataset data = with_sessions({"5"});
  EXPECT_EQ(ids(data, "session_5"),
            (std::vector<std::string>{"10@100..103", "10@100..103", "10@110..110", "10@300..300", "20@100..105",
                                      "20@100..105", "?", "10@110..110", "?"}));
  const Field& field = data.schema.fields.back();
  EXPECT_EQ(field.kind, Kind::categorical);
  EXPECT_EQ(field.table, 0u);
  EXPECT_EQ(field.derived.name, "session");
  EXPECT_EQ(field.derived.fields, std::vector<std::string>{"user"});
  EXPECT_EQ(field.derived.number, 5);
}

TEST(Sessions, OfSingleRowsAreThoseOfTheDataSet) {
  const Dataset data = with_sessions({"5"});
  const std::size_t user = data.schema.find("user").value();
  const Field* from[] = {&data.schema.fields[user]};
  const auto maker = column_maker(data.schema.fields.back(), from);
  const auto& codes = std::get<CategoricalColumn>(data.columns.back()).codes;
  for (std::uint32_t row = 0; row < data.rows; ++row) {
    const std::uint32_t entity_row = data.row_of(user)[row];
    const std::function<FieldView(const std::string&)> view_of = [&](const std::string&) {
      return FieldView{&data.schema.fields[user], &data.columns[user], &entity_row};
    };
    const Column made = maker->make({view_of, 1, std::span(data.time).subspan(row, 1)});
    EXPECT_EQ(std::get<CategoricalColumn>(made).codes, std::vector<std::uint32_t>{codes[row]}) << row;
  }
}

TEST(Sessions, EveryGapMakesAFieldOfItsOwn) {
  const Dataset data = with_sessions({"0", "7", "1000"});
  EXPECT_EQ(ids(data, "session_0")[0], "10@103..103");
  EXPECT_EQ(ids(data, "session_7")[0], "10@100..110");
  EXPECT_EQ(ids(data, "session_1000")[3], "10@100..300");
}

// Row 2 at 110 would join what row 7 at 112 is nearest to.
TEST(Sessions, KnowTrainingRowsAlone) {
  const Dataset data = with_sessions({"9"}, {0, 1, 3, 4});
  EXPECT_EQ(ids(data, "session_9"),
            (std::vector<std::string>{"10@100..103", "10@100..103", "10@100..103", "10@300..300", "20@100..100",
                                      "20@100..100", "?", "10@100..103", "?"}));
}

TEST(Sessions, TheNearestIsTakenAndOfTwoTheEarlier) {
  DataOptions options;
  options.session = {"6"};
  const Dataset data =
      encode(rated({100, 112, 106, 107, 94, 118.5, 93, 0, 0}), std::vector<std::uint32_t>{0, 1}, options);
  const auto found = ids(data, "session_6");
  EXPECT_EQ(found[2], "10@100..100");  // 6 from both
  EXPECT_EQ(found[3], "10@112..112");
  EXPECT_EQ(found[4], "?");  // of another user
  EXPECT_EQ(found[6], "?");  // 7 before the first
}

TEST(Sessions, TimesNeedNotBeWhole) {
  DataOptions options;
  options.session = {"0.5"};
  const Dataset data =
      encode(rated({0.1, 0.6, 1.2, 1e15, 2, 2, 2, 2, 2}), std::vector<std::uint32_t>{0, 1, 2, 3}, options);
  EXPECT_EQ(ids(data, "session_0.5")[1], "10@0.1..0.6");
  EXPECT_EQ(ids(data, "session_0.5")[2], "10@1.2..1.2");
  EXPECT_EQ(ids(data, "session_0.5")[3], "10@1000000000000000..1000000000000000");
}

TEST(Sessions, ScoredRowsFindTheSessionsOfTraining) {
  const Star star = star_of(with_sessions({"5"}));
  Dataset more = rated({104, 120, 296, nan, 100, 94, 0, 0, 0});
  EXPECT_EQ(ids(encode_as(std::move(more), star), "session_5"),
            (std::vector<std::string>{"10@100..103", "?", "10@300..300", "?", "20@100..105", "?", "?", "?", "?"}));
  Dataset timeless = rated();
  timeless.time = {};
  for (const std::string& id : ids(encode_as(std::move(timeless), star), "session_5")) EXPECT_EQ(id, "?");
}

TEST(Sessions, WhatCannotBeDoneIsRefused) {
  const auto refusal = [](std::vector<std::string> gaps, Dataset data) -> std::string {
    DataOptions options;
    options.session = std::move(gaps);
    try {
      encode(std::move(data), session_rows, options);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::usage);
      return error.what();
    }
    return "";
  };
  EXPECT_NE(refusal({"soon"}, rated()).find("expected a number of seconds"), std::string::npos);
  EXPECT_NE(refusal({"-1"}, rated()).find("expected a number of seconds"), std::string::npos);
  EXPECT_NE(refusal({"5", "5"}, rated()).find("session_5"), std::string::npos);
  EXPECT_NE(refusal({"5"}, rated({})).find("has no times"), std::string::npos);
}

}  // namespace
}  // namespace interplay
