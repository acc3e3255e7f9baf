// Entities that training did not see, by the attributes that data gives of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "data/batch.h"
#include "data/invariants.h"
#include "data/small_data.h"
#include "interplay/encode.h"
#include "interplay/error.h"

namespace interplay {
namespace {

using testing::nan;
using testing::rating_builder;

using Texts = std::vector<std::string>;
using Integers = std::vector<std::int64_t>;

const std::vector<std::uint32_t> train = {0, 1, 2, 3};

// Users 10, 20, 30 with age, city and tags; items 100, 200 with a year. All of them are seen in training.
Star known_star(const DataOptions& options = {}) {
  DatasetBuilder builder = rating_builder({{10, 100, 5}, {20, 100, 3}, {10, 200, 1}, {30, 200, 4}});
  builder.join("user", Ids{Integers{10, 20, 30}},
               {{"age", Numbers{std::vector<float>{20, 30, 70}}},
                {"city", Ids{Texts{"Oslo", "Rome", "Rome"}}},
                {"tags", Bags{{0, 2, 3, 3}, Ids{Texts{"a", "b", "b"}}}}});
  builder.join("item", Ids{Integers{100, 200}}, {{"year", Numbers{std::vector<float>{1990, 2010}}}});
  return star_of(encode(builder.build(), train, options));
}

std::size_t index_of(const Dataset& data, std::string_view name) { return data.schema.find(name).value(); }

float number(const Dataset& data, std::string_view name, std::uint32_t row) {
  const std::size_t f = index_of(data, name);
  return std::get<NumericColumn>(data.columns[f]).values[data.row_of(f)[row]];
}

std::string category(const Dataset& data, std::string_view name, std::uint32_t row) {
  const std::size_t f = index_of(data, name);
  return data.schema.fields[f].vocabulary.id(std::get<CategoricalColumn>(data.columns[f]).codes[data.row_of(f)[row]]);
}

Texts bag(const Dataset& data, std::string_view name, std::uint32_t row) {
  const std::size_t f = index_of(data, name);
  const auto& column = std::get<MultiColumn>(data.columns[f]);
  const std::uint32_t at = data.row_of(f)[row];
  Texts ids;
  for (auto e = column.offsets[at]; e < column.offsets[at + std::size_t{1}]; ++e)
    ids.push_back(data.schema.fields[f].vocabulary.id(column.codes[e]));
  return ids;
}

bool noted(const Dataset& data, const std::string& text) {
  return std::ranges::any_of(data.notes, [&](const std::string& note) { return note.find(text) != note.npos; });
}

TEST(NewEntities, OfBothSidesAreKnownByColumnsOfTheInteractions) {
  DatasetBuilder builder = rating_builder({{15, 100, 1}, {10, 150, 1}, {15, 150, 1}, {7, 100, 1}});
  builder.add("age", Numbers{std::vector<float>{41, nan, 41, nan}});
  builder.add("city", Ids{Texts{"Rome", "", "Rome", ""}});
  builder.add("year", Numbers{std::vector<float>{nan, 2003, 2003, nan}});
  const Dataset data = encode_as(builder.build(), known_star());
  EXPECT_EQ(fault_of(data), "");
  EXPECT_EQ(data.entities[0].keys, Vocabulary::of_integers({10, 15, 20, 30}));
  EXPECT_EQ(data.entities[1].keys, Vocabulary::of_integers({100, 150, 200}));
  EXPECT_EQ(data.entities[0].row_of, (std::vector<std::uint32_t>{2, 1, 2, 0}));  // nothing is known of 7
  EXPECT_EQ(data.entities[1].row_of, (std::vector<std::uint32_t>{1, 2, 2, 1}));
  EXPECT_EQ(number(data, "age", 0), 41);
  EXPECT_EQ(category(data, "city", 0), "Rome");
  EXPECT_TRUE(bag(data, "tags", 0).empty());
  EXPECT_EQ(number(data, "year", 1), 2003);
  // The id has no weight or vector of its own; who was known stays who they were.
  EXPECT_EQ(category(data, "user", 0), "?");
  EXPECT_EQ(category(data, "user", 1), "10");
  EXPECT_EQ(number(data, "age", 1), 20);
  EXPECT_EQ(bag(data, "tags", 1), (Texts{"a", "b"}));
  EXPECT_EQ(number(data, "year", 0), 1990);
  EXPECT_TRUE(noted(data, "user: 1 id that training did not see is known by age, city"));
}

TEST(NewEntities, OfAJoinedTable) {
  DatasetBuilder builder = rating_builder({{15, 100, 1}, {25, 100, 1}});
  builder.join("user", Ids{Integers{15, 16, 25}},
               {{"age", Numbers{std::vector<float>{41, 42, nan}}},
                {"tags", Bags{{0, 2, 3, 5}, Ids{Texts{"b", "a", "a", "zz", "b"}}}}});
  const Dataset data = encode_as(builder.build(), known_star());
  // 16 has no row among the interactions.
  EXPECT_EQ(data.entities[0].keys, Vocabulary::of_integers({10, 15, 20, 25, 30}));
  EXPECT_EQ(bag(data, "tags", 0), (Texts{"b", "a"}));
  EXPECT_EQ(bag(data, "tags", 1), (Texts{"b"}));
  EXPECT_TRUE(std::isnan(number(data, "age", 1)));
  EXPECT_TRUE(noted(data, "tags: values of 1 new id, such as 'zz', were not seen in training and count as missing"));
}

TEST(NewEntities, AreScaledByTheTrainingRows) {
  const Star star = known_star();
  DatasetBuilder builder = rating_builder({{15, 100, 1}, {16, 100, 1}});
  builder.add("age", Numbers{std::vector<float>{1000, 50}});
  const Dataset data = encode_as(builder.build(), star);
  const Field& before = star.schema.fields[star.schema.find("age").value()];
  const std::size_t f = index_of(data, "age");
  EXPECT_EQ(data.schema.fields[f].mean, before.mean);
  EXPECT_EQ(data.schema.fields[f].scale, before.scale);
  const FieldBag seen_age = bag_of({&data.schema.fields[f], &data.columns[f], nullptr}, data.row_of(f)[1]);
  EXPECT_EQ(seen_age.factor * (seen_age.x ? seen_age.x[0] : 1), seen(before, 50));
}

TEST(NewEntities, TheStarWinsForIdsThatItKnows) {
  DatasetBuilder builder = rating_builder({{10, 100, 1}, {20, 100, 1}, {30, 100, 1}});
  builder.add("age", Numbers{std::vector<float>{21, 30, 71}});
  builder.add("city", Ids{Texts{"Rome", "Rome", ""}});
  const Star star = known_star();
  const Dataset data = encode_as(builder.build(), star);
  EXPECT_EQ(number(data, "age", 0), 20);
  EXPECT_EQ(category(data, "city", 0), "Oslo");
  EXPECT_EQ(data.entities[0].keys, star.entities[0].keys);
  EXPECT_TRUE(noted(data, "user: 2 ids that the model knows ('10', ...) differ in age, city")) << data.notes.back();
}

TEST(NewEntities, TheFirstOfSeveralValuesCounts) {
  DatasetBuilder builder = rating_builder({{15, 100, 1}, {15, 200, 1}, {15, 100, 1}});
  builder.add("age", Numbers{std::vector<float>{nan, 41, 43}});
  const Dataset data = encode_as(builder.build(), known_star());
  EXPECT_EQ(number(data, "age", 0), 41);
  EXPECT_TRUE(noted(data, "age: 1 new id ('15') has several values; the first counts"));
}

TEST(NewEntities, OfWhomNothingIsKnownAreTheUnknownOne) {
  DatasetBuilder builder = rating_builder({{15, 100, 1}});
  builder.add("city", Ids{Texts{"Paris"}});
  const Star star = known_star();
  const Dataset data = encode_as(builder.build(), star);
  EXPECT_EQ(data.entities[0].keys, star.entities[0].keys);
  EXPECT_EQ(data.entities[0].row_of, (std::vector<std::uint32_t>{0}));
  EXPECT_TRUE(noted(data, "city: values of 1 new id, such as 'Paris', were not seen"));
}

// The keys are then texts, in another order than the numbers.
TEST(NewEntities, MayHaveTextsForIdsWhereTrainingHadNumbers) {
  DatasetBuilder builder;
  builder.add("user", Ids{Texts{"ann", "10.0", "3"}}, Role::user);
  builder.add("item", Ids{Integers{100, 100, 200}}, Role::item);
  builder.add("city", Ids{Texts{"Oslo", "Rome", "Rome"}});
  const Dataset data = encode_as(builder.build(), known_star());
  EXPECT_EQ(fault_of(data), "");
  EXPECT_EQ(data.entities[0].keys, Vocabulary::of_strings({"10", "20", "3", "30", "ann"}));
  EXPECT_EQ(data.entities[0].row_of, (std::vector<std::uint32_t>{5, 1, 3}));
  EXPECT_EQ(category(data, "user", 1), "10");
  EXPECT_EQ(category(data, "city", 1), "Oslo");
  EXPECT_EQ(category(data, "city", 2), "Rome");
  EXPECT_EQ(number(data, "age", 1), 20);
}

TEST(NewEntities, HaveDerivedAttributesOfTheirOwn) {
  DataOptions options;
  options.cross = {"city*tags"};
  options.powers = {"age:2"};
  options.counts = {"user"};
  const Star star = known_star(options);
  DatasetBuilder builder = rating_builder({{15, 100, 1}, {20, 100, 1}});
  builder.join("user", Ids{Integers{15, 20}},
               {{"age", Numbers{std::vector<float>{30, 30}}},
                {"city", Ids{Texts{"Rome", "Rome"}}},
                {"tags", Bags{{0, 1, 2}, Ids{Texts{"b", "b"}}}}});
  const Dataset data = encode_as(builder.build(), star);
  EXPECT_EQ(fault_of(data), "");
  EXPECT_EQ(bag(data, "city*tags", 0), bag(data, "city*tags", 1));  // as user 20, who is the same in these
  EXPECT_EQ(bag(data, "city*tags", 0), (Texts{"Rome*b"}));
  EXPECT_EQ(number(data, "age^2", 0), number(data, "age^2", 1));
  EXPECT_FALSE(std::isnan(number(data, "age^2", 0)));
  EXPECT_EQ(number(data, "user_log_count", 0), 0);  // of no training row
  EXPECT_GT(number(data, "user_log_count", 1), 0);
}

TEST(NewEntities, DataWithoutAttributesSharesTheStar) {
  const Star star = known_star();
  const Dataset data = encode_as(rating_builder({{15, 100, 1}, {20, 100, 1}}).build(), star);
  for (const char* name : {"age", "year"}) {
    const auto& before = std::get<NumericColumn>(star.columns[star.schema.find(name).value()]);
    EXPECT_EQ(std::get<NumericColumn>(data.columns[index_of(data, name)]).values.data(), before.values.data());
  }
  EXPECT_TRUE(data.notes.empty());
}

TEST(NewEntities, RefuseAColumnOfAnotherKind) {
  DatasetBuilder builder = rating_builder({{15, 100, 1}});
  builder.add("age", Ids{Texts{"old"}});
  try {
    encode_as(builder.build(), known_star());
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::bad_data);
    EXPECT_NE(error.message().find("'age' is categorical"), std::string::npos) << error.what();
  }
}

TEST(EncodeRow, TakesAttributesOfSomebodyNew) {
  const Star star = known_star();
  const std::vector<std::pair<std::string, std::string>> values = {
      {"age", "41"}, {"city", "Rome"}, {"tags", "b|zz"}, {"item", "200"}};
  const Dataset row = encode_row(star, values);
  EXPECT_EQ(fault_of(row), "");
  EXPECT_EQ(number(row, "age", 0), 41);
  EXPECT_EQ(category(row, "city", 0), "Rome");
  EXPECT_EQ(bag(row, "tags", 0), (Texts{"b"}));
  EXPECT_EQ(category(row, "user", 0), "?");
  EXPECT_EQ(category(row, "item", 0), "200");
  EXPECT_EQ(number(row, "year", 0), 2010);
}

TEST(EncodeRow, RefusesAttributesThatDoNotFit) {
  const Star star = known_star();
  const auto refused = [&](const std::vector<std::pair<std::string, std::string>>& values, Code code,
                           const std::string& text) {
    try {
      encode_row(star, values);
      FAIL() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code);
      EXPECT_NE(std::string(error.what()).find(text), std::string::npos) << error.what();
    }
  };
  refused({{"user", "10"}, {"age", "41"}}, Code::usage, "whose attributes the model knows");
  refused({{"agee", "41"}}, Code::usage, "did you mean 'age'?");
  refused({{"age", "old"}}, Code::bad_data, "column 'age' is 'old', expected a number");
  refused({{"age", "4"}, {"age", "5"}}, Code::usage, "given twice");
}

}  // namespace
}  // namespace interplay
