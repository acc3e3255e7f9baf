#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "data/batch.h"
#include "data/small_data.h"
#include "interplay/encode.h"
#include "interplay/error.h"

namespace interplay {
namespace {

using testing::column;
using testing::field_of;
using testing::make_data;
using testing::nan;
using testing::Rating;
using testing::rating_builder;

const std::vector<Rating> ratings = {{10, 100, 5}, {20, 100, 3}, {10, 200, 1}, {30, 300, 4}, {40, 200, 2}};

// Ages and tags of the users 10, 20, 30, 40, and of 50 whom no interaction names.
Dataset with_users() {
  DatasetBuilder builder = rating_builder(ratings);
  builder.join("user", Ids{std::vector<std::int64_t>{10, 20, 30, 40, 50}},
               {{"age", Numbers{std::vector<float>{20, 50, 90, nan, 33}}},
                {"tags", Bags{{0, 2, 3, 5, 5, 5},
                              Ids{std::vector<std::string>{"a", "b", "b", "c", "a"}},
                              {1, 2, 3, 4, 5},
                              Pooling::mean}}});
  return builder.build();
}

TEST(Encode, KeepsOnlyIdsOfTheTrainingRows) {
  const std::vector<std::uint32_t> train = {0, 1, 2};
  const Dataset data = encode(make_data(ratings, false), train, {});
  EXPECT_EQ(field_of(data, "user").vocabulary, Vocabulary::of_integers({10, 20}));
  EXPECT_EQ(field_of(data, "item").vocabulary, Vocabulary::of_integers({100, 200}));
  EXPECT_EQ(column<CategoricalColumn>(data, "user").codes, (std::vector<std::uint32_t>{1, 2, 1, 0, 0}));
  EXPECT_EQ(column<CategoricalColumn>(data, "item").codes, (std::vector<std::uint32_t>{1, 1, 2, 0, 2}));
}

TEST(Encode, DropsUnmetEntitiesOfWhichOnlyTheIdIsKnown) {
  const std::vector<std::uint32_t> train = {0, 1, 2};
  const Dataset data = encode(make_data(ratings), train, {});
  EXPECT_EQ(data.entities[0].keys, Vocabulary::of_integers({10, 20}));
  EXPECT_EQ(data.entities[0].row_of, (std::vector<std::uint32_t>{1, 2, 1, 0, 0}));
  EXPECT_EQ(data.entities[1].row_of, (std::vector<std::uint32_t>{1, 1, 2, 0, 2}));
  EXPECT_EQ(column<CategoricalColumn>(data, "user").codes, (std::vector<std::uint32_t>{0, 1, 2}));
}

TEST(Encode, KeepsUnmetEntitiesWithFeatures) {
  const std::vector<std::uint32_t> train = {0, 1, 2};
  const Dataset data = encode(with_users(), train, {});
  // 40 has neither age nor tags and is not in training.
  EXPECT_EQ(data.entities[0].keys, Vocabulary::of_integers({10, 20, 30, 50}));
  EXPECT_EQ(data.entities[0].row_of, (std::vector<std::uint32_t>{1, 2, 1, 3, 0}));
  EXPECT_EQ(field_of(data, "user").vocabulary, Vocabulary::of_integers({10, 20}));
  EXPECT_EQ(column<CategoricalColumn>(data, "user").codes, (std::vector<std::uint32_t>{0, 1, 2, 0, 0}));
  const auto& age = column<NumericColumn>(data, "age").values;
  ASSERT_EQ(age.size(), 5u);
  EXPECT_EQ(age[3], 90);
  EXPECT_EQ(age[4], 33);
}

TEST(Encode, DropsUnseenValuesFromBags) {
  const std::vector<std::uint32_t> train = {1};  // user 20, whose only tag is b
  const Dataset data = encode(with_users(), train, {});
  EXPECT_EQ(field_of(data, "tags").vocabulary, Vocabulary::of_strings({"b"}));
  const auto& tags = column<MultiColumn>(data, "tags");
  EXPECT_EQ(tags.offsets, (std::vector<std::uint64_t>{0, 0, 1, 2, 2, 2}));
  EXPECT_EQ(tags.codes, (std::vector<std::uint32_t>{1, 1}));
  EXPECT_EQ(tags.weights, (std::vector<float>{2, 3}));
}

TEST(Encode, NumbersAreWeightedByInteraction) {
  const std::vector<std::uint32_t> train = {0, 1, 2};  // ages 20, 50, 20
  const Dataset standard = encode(with_users(), train, {});
  EXPECT_FLOAT_EQ(field_of(standard, "age").mean, 30);
  EXPECT_FLOAT_EQ(field_of(standard, "age").scale, std::sqrt(200.0f));
  EXPECT_EQ(field_of(standard, "age").minimum, 20);
  EXPECT_EQ(field_of(standard, "age").maximum, 50);

  DataOptions options;
  options.numeric_scale = "none";
  const Dataset none = encode(with_users(), train, options);
  EXPECT_FLOAT_EQ(field_of(none, "age").mean, 30);
  EXPECT_EQ(field_of(none, "age").scale, 1);

  options.numeric_scale = "minmax";
  const Dataset minmax = encode(with_users(), train, options);
  EXPECT_EQ(field_of(minmax, "age").mean, 20);
  EXPECT_EQ(field_of(minmax, "age").scale, 30);
}

TEST(Encode, TargetKeepsRangeAndMeanOfTraining) {
  const std::vector<std::uint32_t> train = {0, 1, 2};
  const Dataset data = encode(make_data(ratings), train, {});
  const Field& target = field_of(data, "rating");
  EXPECT_EQ(target.minimum, 1);
  EXPECT_EQ(target.maximum, 5);
  EXPECT_FLOAT_EQ(target.mean, 3);
  EXPECT_EQ(target.scale, 1);
}

TEST(Encode, ColumnsWithoutSpreadOrValuesHaveScaleOne) {
  DatasetBuilder builder = rating_builder(ratings);
  builder.add("flat", Numbers{std::vector<float>{7, nan, 7, 8, 8}});
  builder.add("void", Numbers{std::vector<float>{nan, nan, nan, 8, 8}});
  const std::vector<std::uint32_t> train = {0, 1, 2};
  const Dataset data = encode(builder.build(), train, {});
  EXPECT_EQ(field_of(data, "flat").mean, 7);
  EXPECT_EQ(field_of(data, "flat").scale, 1);
  EXPECT_EQ(field_of(data, "void").mean, 0);
  EXPECT_EQ(field_of(data, "void").scale, 1);
}

TEST(Encode, LargeNumbersWithSmallSpreadKeepTheirDeviation) {
  std::vector<Rating> rows(1000, Rating{1, 1, 1});
  std::vector<float> seconds;
  for (int i = 0; i < 1000; ++i) seconds.push_back(1.0e6f + static_cast<float>(i % 2));
  Dataset data = rating_builder(rows).add("seconds", Numbers{std::move(seconds)}).build();
  std::vector<std::uint32_t> train(1000);
  std::iota(train.begin(), train.end(), 0u);
  data = encode(std::move(data), train, {});
  EXPECT_FLOAT_EQ(field_of(data, "seconds").scale, 0.5f);
}

std::vector<Rating> arbitrary_ratings() {
  const auto id = rc::gen::inRange<std::int64_t>(0, 12);
  return *rc::gen::nonEmpty(rc::gen::container<std::vector<Rating>>(
      rc::gen::map(rc::gen::tuple(id, id, rc::gen::inRange(1, 6)), [](const auto& t) {
        return Rating{std::get<0>(t), std::get<1>(t), static_cast<float>(std::get<2>(t))};
      })));
}

RC_GTEST_PROP(Encode, DoesNotDependOnHeldOutRows, (bool as_entities)) {
  auto rows = arbitrary_ratings();
  const std::size_t count = *rc::gen::inRange<std::size_t>(1, rows.size() + 1);
  std::vector<std::uint32_t> train(count);
  std::iota(train.begin(), train.end(), 0u);
  const Dataset whole = encode(make_data(rows, as_entities), train, {});
  rows.resize(count);
  const Dataset alone = encode(make_data(rows, as_entities), train, {});
  for (std::size_t f = 0; f < whole.columns.size(); ++f) {
    RC_ASSERT(whole.schema.fields[f].vocabulary == alone.schema.fields[f].vocabulary);
    RC_ASSERT(whole.schema.fields[f].mean == alone.schema.fields[f].mean);
    RC_ASSERT(whole.schema.fields[f].maximum == alone.schema.fields[f].maximum);
    const auto* codes = std::get_if<CategoricalColumn>(&whole.columns[f]);
    if (codes == nullptr) continue;
    const auto& expected = std::get<CategoricalColumn>(alone.columns[f]).codes;
    if (as_entities) RC_ASSERT(codes->codes == expected);
    RC_ASSERT(std::equal(expected.begin(), expected.end(), codes->codes.begin()));
  }
  for (std::size_t e = 0; e < whole.entities.size(); ++e) RC_ASSERT(whole.entities[e].keys == alone.entities[e].keys);
}

// Of every interaction the ids that a model sees, through entity tables or not.
std::vector<std::vector<std::uint32_t>> seen_codes(const Dataset& data) {
  std::vector<std::vector<std::uint32_t>> codes;
  for (const FieldView& view : input_views(data)) {
    const auto* column = std::get_if<CategoricalColumn>(view.column);
    if (column == nullptr) continue;
    codes.emplace_back();
    for (std::uint32_t row = 0; row < data.rows; ++row) codes.back().push_back(column->codes[view.row(row)]);
  }
  return codes;
}

RC_GTEST_PROP(EncodeAs, EqualsEncodeOnTheSameRows, (bool as_entities, bool read_as_entities)) {
  const auto rows = arbitrary_ratings();
  const std::size_t count = *rc::gen::inRange<std::size_t>(1, rows.size() + 1);
  std::vector<std::uint32_t> train(count);
  std::iota(train.begin(), train.end(), 0u);
  const Dataset encoded = encode(make_data(rows, as_entities), train, {});
  const Dataset again = encode_as(make_data(rows, read_as_entities), star_of(encoded));
  RC_ASSERT(again.rows == encoded.rows);
  RC_ASSERT(seen_codes(again) == seen_codes(encoded));
  RC_ASSERT(std::equal(again.target().begin(), again.target().end(), encoded.target().begin()));
  for (std::size_t e = 0; e < encoded.entities.size(); ++e)
    RC_ASSERT(again.entities[e].row_of == encoded.entities[e].row_of);
}

TEST(EncodeAs, FeaturesOfEntitiesComeFromTheStar) {
  const std::vector<std::uint32_t> train = {0, 1, 2};
  const Star star = star_of(encode(with_users(), train, {}));
  EXPECT_TRUE(star.entities[0].row_of.empty());
  const Dataset scored = encode_as(make_data({{50, 100, 1}, {77, 999, 1}, {20, 200, 1}}), star);
  EXPECT_EQ(scored.entities[0].row_of, (std::vector<std::uint32_t>{4, 0, 2}));
  EXPECT_EQ(column<NumericColumn>(scored, "age").values[4], 33);
  EXPECT_EQ(seen_codes(scored), (std::vector<std::vector<std::uint32_t>>{{0, 0, 2}, {1, 0, 2}}));
}

TEST(EncodeAs, TargetIsOptional) {
  const std::vector<std::uint32_t> train = {0, 1, 2};
  const Star star = star_of(encode(make_data(ratings), train, {}));
  Dataset data = make_data(ratings);
  data.schema.fields.pop_back();
  data.columns.pop_back();
  const Dataset scored = encode_as(std::move(data), star);
  EXPECT_FALSE(scored.schema.find(Role::target));
  EXPECT_EQ(scored.schema.inputs().size(), 2u);
}

TEST(EncodeAs, UsersAreFoundByTheirRole) {
  const std::vector<std::uint32_t> train = {0, 1, 2};
  const Star star = star_of(encode(make_data(ratings), train, {}));
  Dataset data = make_data(ratings, false);
  data.schema.fields[0].name = "customer";
  EXPECT_EQ(encode_as(std::move(data), star).entities[0].row_of, (std::vector<std::uint32_t>{1, 2, 1, 0, 0}));
}

TEST(EncodeAs, RefusesANeededColumnThatIsSomethingElse) {
  const std::vector<std::uint32_t> train = {0, 1, 2};
  const Star star = star_of(encode(make_data(ratings), train, {}));
  for (const Role role : {Role::item, Role::target, Role::weight, Role::time, Role::group}) {
    Dataset data = make_data(ratings, false);
    data.schema.fields[0].role = role;
    try {
      encode_as(std::move(data), star);
      FAIL() << name(role);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::usage);
      EXPECT_NE(error.message().find("'user' is"), std::string::npos) << error.what();
    }
  }
}

TEST(EncodeAs, RolesCountMoreThanNames) {
  const std::vector<std::uint32_t> train = {0, 1, 2};
  const Star star = star_of(encode(make_data(ratings), train, {}));
  Dataset data = make_data(ratings, false);
  std::swap(data.schema.fields[0].name, data.schema.fields[1].name);
  const Dataset scored = encode_as(std::move(data), star);
  EXPECT_EQ(scored.entities[0].row_of, (std::vector<std::uint32_t>{1, 2, 1, 0, 0}));
  EXPECT_EQ(scored.entities[1].row_of, (std::vector<std::uint32_t>{1, 1, 2, 0, 2}));
}

TEST(EncodeAs, ListsEveryMissingColumn) {
  DatasetBuilder trained = rating_builder(ratings);
  trained.add("hour", Numbers{std::vector<float>{1, 2, 3, 4, 5}});
  const std::vector<std::uint32_t> train = {0, 1, 2};
  const Star star = star_of(encode(trained.build(), train, {}));
  DatasetBuilder scored;
  scored.add("rating", Numbers{std::vector<float>{1}}, Role::target);
  try {
    encode_as(scored.build(), star);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::not_found);
    EXPECT_NE(error.message().find("'user', 'item', 'hour', the data has 'rating'"), std::string::npos) << error.what();
  }
}

TEST(EncodeAs, ReadsNumbersAndCategoriesAsTheModelDoes) {
  DatasetBuilder trained = rating_builder(ratings);
  trained.add("hour", Ids{std::vector<std::int64_t>{1, 2, 3, 4, 5}});
  trained.add("price", Numbers{std::vector<float>{1, 2, 3, 4, 5}});
  const std::vector<std::uint32_t> train = {0, 1, 2};
  const Star star = star_of(encode(trained.build(), train, {}));

  DatasetBuilder builder = rating_builder(ratings);
  builder.add("hour", Numbers{std::vector<float>{3, 2, 2.5f, nan, 4}});
  builder.add("price", Codes{{1, 2, 0, 1, 2}, Vocabulary::of_integers({-7, 9})});
  const Dataset scored = encode_as(builder.build(), star);
  EXPECT_EQ(column<CategoricalColumn>(scored, "hour").codes, (std::vector<std::uint32_t>{3, 2, 0, 0, 0}));
  EXPECT_EQ(column<NumericColumn>(scored, "price").values[1], 9);
  EXPECT_TRUE(std::isnan(column<NumericColumn>(scored, "price").values[2]));
}

TEST(EncodeAs, RejectsColumnsOfAnotherKind) {
  DatasetBuilder trained = rating_builder(ratings), scored = rating_builder(ratings);
  trained.add("price", Numbers{std::vector<float>{1, 2, 3, 4, 5}});
  scored.add("price", Ids{std::vector<std::string>(5, "cheap")});
  const std::vector<std::uint32_t> train = {0, 1, 2};
  const Star star = star_of(encode(trained.build(), train, {}));
  EXPECT_THROW(encode_as(scored.build(), star), Error);
}

TEST(InputViews, AreTheInputsInOrder) {
  const Dataset data = with_users();
  const auto views = input_views(data);
  ASSERT_EQ(views.size(), 4u);
  EXPECT_EQ(views[0].field->name, "user");
  EXPECT_EQ(views[1].field->name, "item");
  EXPECT_EQ(views[2].field->name, "age");
  EXPECT_EQ(views[2].row(3), 3u);
  EXPECT_EQ(views[2].row(2), 1u);
}

DataOptions with(const std::string& name, const std::string& value) {
  DataOptions options;
  set_option(options, name, value);
  return options;
}

TEST(Encode, KeepsTheMostFrequentValues) {
  const std::vector<std::uint32_t> all = {0, 1, 2, 3, 4};
  // Items: 100 and 200 twice, 300 once. Equally frequent: the first of the vocabulary.
  const Dataset two = encode(make_data(ratings, false), all, with("top", "item:2"));
  EXPECT_EQ(field_of(two, "item").vocabulary, Vocabulary::of_integers({100, 200}));
  EXPECT_EQ(column<CategoricalColumn>(two, "item").codes, (std::vector<std::uint32_t>{1, 1, 2, 0, 2}));
  const Dataset one = encode(make_data(ratings, false), all, with("top", "item:1"));
  EXPECT_EQ(field_of(one, "item").vocabulary, Vocabulary::of_integers({100}));
  // Of a bag, the entries of other values are left out; a value counts once for each row of its table.
  const Dataset tags = encode(with_users(), all, with("top", "tags:1"));
  EXPECT_EQ(field_of(tags, "tags").vocabulary, Vocabulary::of_strings({"a"}));  // two users each have a and b
  EXPECT_EQ(column<MultiColumn>(tags, "tags").offsets, (std::vector<std::uint64_t>{0, 0, 1, 1, 2, 2, 2}));
  EXPECT_EQ(column<MultiColumn>(tags, "tags").codes, (std::vector<std::uint32_t>{1, 1}));
}

TEST(Encode, RefusesATopThatNamesNothing) {
  for (const char* top : {"tag:3", "tags", "tags:0", "tags:x", "age:3"}) {
    try {
      encode(with_users(), std::vector<std::uint32_t>{0}, with("top", top));
      FAIL() << top;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::usage);
    }
  }
}

TEST(Encode, MakesRareValuesOne) {
  const std::vector<std::uint32_t> all = {0, 1, 2, 3, 4}, part = {0, 1, 2};
  // Items: 100 and 200 twice, 300 once.
  const Dataset two = encode(make_data(ratings, false), all, with("min_count", "2"));
  EXPECT_EQ(field_of(two, "item").vocabulary, Vocabulary::of_integers({100, 200}));
  EXPECT_EQ(column<CategoricalColumn>(two, "item").codes, (std::vector<std::uint32_t>{1, 1, 2, 0, 2}));
  const Dataset users = encode(make_data(ratings, false), all, with("min_count", "user:2"));
  EXPECT_EQ(field_of(users, "item").vocabulary, Vocabulary::of_integers({100, 200, 300}));
  // Of training rows alone.
  const Dataset trained = encode(make_data(ratings, false), part, with("min_count", "2"));
  EXPECT_EQ(field_of(trained, "item").vocabulary, Vocabulary::of_integers({100}));
}

TEST(Encode, RefusesAMinCountThatNamesNothing) {
  for (const char* count : {"tag:3", "tags", "tags:0", "0", "-1", "age:3"}) {
    try {
      encode(with_users(), std::vector<std::uint32_t>{0}, with("min_count", count));
      FAIL() << count;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::usage);
    }
  }
}

TEST(Encode, MayKnowTheValuesOfAllRows) {
  const std::vector<std::uint32_t> train = {0, 1};
  const Dataset data = encode(with_users(), train, with("vocabulary", "all"));
  EXPECT_EQ(field_of(data, "user").vocabulary, Vocabulary::of_integers({10, 20, 30, 40, 50}));
  EXPECT_EQ(field_of(data, "tags").vocabulary, Vocabulary::of_strings({"a", "b", "c"}));
  EXPECT_EQ(data.entities[0].keys.size(), 5u);
  EXPECT_FLOAT_EQ(field_of(data, "age").mean, 35) << "numbers are scaled by the training rows alone";
}

}  // namespace
}  // namespace interplay
