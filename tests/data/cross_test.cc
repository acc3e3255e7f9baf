#include "data/derivation.h"

#include <gtest/gtest.h>

#include <numeric>

#include "data/small_data.h"
#include "interplay/encode.h"
#include "interplay/error.h"

namespace interplay {
namespace {

using testing::add_column;
using testing::make_field;

// Users 10, 20, 30 with a gender; items 100, 200 with genres; an hour of the interaction.
Dataset crossed_star() {
  using Texts = std::vector<std::string>;
  using Integers = std::vector<std::int64_t>;
  DatasetBuilder builder = testing::rating_builder({{10, 100, 5}, {20, 100, 3}, {10, 200, 1}, {30, 200, 4}});
  builder.join("user", Ids{Integers{10, 20, 30}},
               {{"gender", Ids{Texts{"M", "F", ""}}}, {"job", Ids{Texts{"cook", "", "cook"}}}});
  builder.join("item", Ids{Integers{100, 200}},
               {{"genres", Bags{{0, 2, 3}, Codes{{1, 2, 2}, Ids{Texts{"Comedy", "Drama", "War"}}}}}});
  return builder.add("hour", Ids{Integers{7, 8, 7, 8}})
      .fields({"user", "item", "gender", "job", "genres", "hour"})
      .build();
}

std::vector<std::uint32_t> all_rows(const Dataset& data) {
  std::vector<std::uint32_t> rows(data.rows);
  std::iota(rows.begin(), rows.end(), 0u);
  return rows;
}

Dataset with_crosses(std::vector<std::string> crosses, std::vector<std::uint32_t> rows = {0, 1, 2, 3}) {
  DataOptions options;
  options.cross = std::move(crosses);
  return encode(crossed_star(), rows, options);
}

// Without encoding before.
void cross(Dataset& data, std::vector<std::string> crosses) {
  DataOptions options;
  options.cross = std::move(crosses);
  const std::vector<std::uint32_t> rows = all_rows(data);
  add_derived(data, {rows, rows, options});
}

std::vector<std::string> ids(const Vocabulary& vocabulary) {
  std::vector<std::string> all;
  for (std::uint32_t code = 1; code <= vocabulary.size(); ++code) all.push_back(vocabulary.id(code));
  return all;
}

TEST(Cross, OfTwoEntitiesIsAColumnOfTheInteractions) {
  const Dataset data = with_crosses({"gender*genres"});
  const Field& field = data.schema.fields.back();
  EXPECT_EQ(field.name, "gender*genres");
  EXPECT_EQ(field.kind, Kind::multi);
  EXPECT_EQ(field.table, 0u);
  EXPECT_EQ(field.derived.name, "cross");
  EXPECT_EQ(field.derived.fields, (std::vector<std::string>{"gender", "genres"}));
  EXPECT_EQ(ids(field.vocabulary), (std::vector<std::string>{"F*Comedy", "F*Drama", "M*Comedy", "M*Drama"}));
  const auto& bags = std::get<MultiColumn>(data.columns.back());
  EXPECT_EQ(bags.offsets, (std::vector<std::uint64_t>{0, 2, 4, 5, 5}));  // the last user's gender is missing
  EXPECT_EQ(bags.codes, (std::vector<std::uint32_t>{3, 4, 1, 2, 4}));
  EXPECT_TRUE(bags.weights.empty());
}

TEST(Cross, OfOneEntityIsAColumnOfItsTable) {
  const Dataset data = with_crosses({"gender*job"});
  EXPECT_EQ(data.schema.fields.back().table, 1u);
  EXPECT_EQ(ids(data.schema.fields.back().vocabulary), std::vector<std::string>{"M*cook"});
  EXPECT_EQ(std::get<CategoricalColumn>(data.columns.back()).codes, (std::vector<std::uint32_t>{0, 1, 0, 0}));
}

TEST(Cross, KnowsOnlyCombinationsOfTheTrainingRows) {
  const Dataset data = with_crosses({"user*hour", "gender*hour"}, {0, 1});
  EXPECT_EQ(ids(data.schema.fields.back().vocabulary), (std::vector<std::string>{"F*8", "M*7"}));
  EXPECT_EQ(std::get<CategoricalColumn>(data.columns.back()).codes, (std::vector<std::uint32_t>{2, 1, 2, 0}));
}

TEST(Cross, KeepsWeightsOfBags) {
  Dataset data = crossed_star();
  std::get<MultiColumn>(data.columns[data.schema.find("genres").value()]).weights = {0.5f, 1, 2};
  cross(data, {"genres*hour"});
  EXPECT_EQ(std::get<MultiColumn>(data.columns.back()).weights, (std::vector<float>{0.5f, 1, 0.5f, 1, 2, 2}));
}

TEST(Cross, IsMadeAgainForDataThatIsScored) {
  const Dataset data = with_crosses({"gender*genres", "gender*job", "gender*hour"});
  Dataset others =
      testing::rating_builder({{20, 200, 0}, {99, 100, 0}}).add("hour", Ids{std::vector<std::int64_t>{8, 9}}).build();
  const Dataset found = encode_as(std::move(others), star_of(data));
  const auto& bags = std::get<MultiColumn>(found.columns[found.schema.find("gender*genres").value()]);
  EXPECT_EQ(bags.offsets, (std::vector<std::uint64_t>{0, 1, 1}));  // user 99 is not known
  EXPECT_EQ(bags.codes, std::vector<std::uint32_t>{2});
  EXPECT_EQ(std::get<CategoricalColumn>(found.columns[found.schema.find("gender*hour").value()]).codes,
            (std::vector<std::uint32_t>{1, 0}));  // F*8
}

TEST(Cross, RefusesWhatItCannotCross) {
  const auto message = [](const std::string& cross) -> std::string {
    try {
      with_crosses({cross});
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::usage);
      return error.what();
    }
    return "";
  };
  EXPECT_NE(message("gender*genre").find("no field 'genre'; the fields are user, item, gender, job, genres, hour"),
            std::string::npos);
  EXPECT_NE(message("rating*genres").find("no field 'rating'"), std::string::npos);
  EXPECT_NE(message("gender").find("two columns joined by *"), std::string::npos);
  EXPECT_NE(message("a*b*c").find("two columns joined by *"), std::string::npos);
  Dataset data = crossed_star();
  add_column(data, make_field("age", Kind::numeric, Role::feature, 1), NumericColumn{{0, 1, 2, 3}});
  EXPECT_THROW(cross(data, {"age*hour"}), Error);
  EXPECT_THROW(cross(data, {"job*hour", "job*hour"}), Error);
}

}  // namespace
}  // namespace interplay
