#include "data/derivation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "data/small_data.h"
#include "interplay/encode.h"
#include "interplay/error.h"

namespace interplay {
namespace {

using testing::add_column;
using testing::column;
using testing::field_of;
using testing::make_data;
using testing::make_field;
using testing::nan;

// User 10 has four ratings, 20 two, 30 and 40 one each; ages of the users; an hour of every rating.
Dataset star() {
  DatasetBuilder builder = testing::rating_builder(
      {{10, 1, 5}, {10, 2, 3}, {10, 3, 4}, {10, 4, 1}, {20, 1, 2}, {20, 2, 4}, {30, 1, 3}, {40, 4, 2}});
  builder.join("user", Ids{std::vector<std::int64_t>{10, 20, 30, 40}},
               {{"age", Numbers{std::vector<float>{20, 30, 60, nan}}},
                {"job", Ids{std::vector<std::string>(4, "cook")}}});  // so that no user is dropped
  return builder.add("hour", Numbers{std::vector<float>{1, 2, 3, 4, 5, 6, nan, 100}})
      .fields({"user", "item", "age", "hour", "job"})
      .build();
}

const std::vector<std::uint32_t> training = {0, 1, 2, 4, 6};  // 10 three times, 20 and 30 once, 40 never

const SharedSpan<float>& numbers(const Dataset& data, std::string_view name) {
  return column<NumericColumn>(data, name).values;
}

Dataset counted(std::vector<std::string> counts, const std::string& vocabulary = "train") {
  DataOptions options;
  options.counts = std::move(counts);
  options.vocabulary = vocabulary;
  return encode(star(), training, options);
}

Dataset powered(std::vector<std::string> powers, const std::string& scale = "standard") {
  DataOptions options;
  options.powers = std::move(powers);
  options.numeric_scale = scale;
  return encode(star(), training, options);
}

std::string refusal(std::vector<std::string> counts, std::vector<std::string> powers) {
  DataOptions options;
  options.counts = std::move(counts);
  options.powers = std::move(powers);
  try {
    encode(star(), training, options);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::usage);
    return error.what();
  }
  return "";
}

TEST(Counts, AreOfTheTrainingRowsAlone) {
  for (const std::string vocabulary : {"train", "all"}) {
    const Dataset data = counted({"user", "item"}, vocabulary);
    const Field& field = field_of(data, "user_log_count");
    EXPECT_EQ(field.kind, Kind::numeric);
    EXPECT_EQ(field.table, 1u);
    const auto& log_counts = numbers(data, "user_log_count");
    ASSERT_EQ(log_counts.size(), 5u);
    const float expected[] = {0, std::log(4.0f), std::log(2.0f), std::log(2.0f), 0};
    for (std::size_t row = 0; row < 5; ++row) EXPECT_NEAR(log_counts[row], expected[row], 1e-6) << vocabulary << row;
    // Item 4 has held-out ratings alone: it is the unknown item, or stands in the table with 0.
    EXPECT_EQ(numbers(data, "item_log_count").size(), vocabulary == "all" ? 5u : 4u);
    EXPECT_NEAR(numbers(data, "item_log_count")[1], std::log(4.0f), 1e-6);
    if (vocabulary == "all") {
      EXPECT_EQ(numbers(data, "item_log_count")[4], 0);
    }
  }
}

TEST(Counts, AreScaledOverTheTrainingRows) {
  const Dataset data = counted({"user"});
  const Field& field = field_of(data, "user_log_count");
  const double mean = (3 * std::log(4.0) + 2 * std::log(2.0)) / 5;
  EXPECT_NEAR(field.mean, mean, 1e-6);
  EXPECT_NEAR(field.minimum, std::log(2.0), 1e-6);
  EXPECT_NEAR(field.maximum, std::log(4.0), 1e-6);
}

TEST(Counts, HaveBinsOfDoublings) {
  const Dataset data = counted({"user:bins", "user"});
  const Field& field = field_of(data, "user_count");
  EXPECT_EQ(field.kind, Kind::categorical);
  EXPECT_EQ(field.vocabulary, Vocabulary::of_strings({"1", "2-3"}));
  EXPECT_EQ(column<CategoricalColumn>(data, "user_count").codes, (std::vector<std::uint32_t>{0, 2, 1, 1, 0}));
}

TEST(Counts, OfRowsWithoutTheEntityAreNobodys) {
  Dataset data = star();
  {
    const auto rows = data.entities[0].row_of.edit();
    (*rows)[0] = (*rows)[1] = 0;
  }
  DataOptions options;
  options.counts = {"user"};
  EXPECT_EQ(numbers(encode(std::move(data), training, options), "user_log_count")[0], 0);
}

TEST(Counts, RefuseWhatIsNoEntity) {
  const auto message = [](const std::string& count) { return refusal({count}, {}); };
  EXPECT_NE(
      message("job").find("option 'counts' is 'job', and 'job' has no table of its own; choose one of user, item"),
      std::string::npos);
  EXPECT_NE(message("usr:bins").find("'usr' has no table"), std::string::npos);
  EXPECT_NE(message("user:5").find("expected ENTITY or ENTITY:bins"), std::string::npos);
  EXPECT_NE(message("").find("has no table"), std::string::npos);
  EXPECT_NE(refusal({"user", "user"}, {}).find("there is a field 'user_log_count' already"), std::string::npos);
}

TEST(Histories, AreOfTheTrainingRowsAlone) {
  for (const std::string vocabulary : {"train", "all"}) {
    DataOptions options;
    options.history = {"user:item"};
    options.vocabulary = vocabulary;
    const Dataset data = encode(star(), training, options);
    const auto& sets = column<MultiColumn>(data, "user_item_history");
    EXPECT_EQ(sets.offsets, (std::vector<std::uint64_t>{0, 0, 3, 4, 5, 5})) << vocabulary;
    EXPECT_EQ(sets.codes, (std::vector<std::uint32_t>{1, 2, 3, 1, 1})) << vocabulary;
  }
}

// Whatever held-out rows say, the columns are the same.
TEST(DerivedColumns, DoNotDependOnHeldOutRows) {
  DataOptions options;
  options.counts = {"user", "item:bins"};
  options.powers = {"age:3", "hour:2", "user_log_count:2"};
  options.history = {"user:item"};
  options.vocabulary = "all";
  const Dataset before = encode(star(), training, options);
  Dataset changed = star();
  const auto set = [](auto& values, std::size_t row, auto value) { (*values.edit())[row] = value; };
  set(changed.entities[0].row_of, 3, 4u);
  set(changed.entities[1].row_of, 3, 1u);
  set(changed.entities[0].row_of, 7, 1u);
  set(std::get<NumericColumn>(changed.columns[changed.schema.find("hour").value()]).values, 7, -1e6f);
  const Dataset after = encode(std::move(changed), training, options);
  for (std::size_t f = 0; f < before.columns.size(); ++f) {
    const Field &a = before.schema.fields[f], &b = after.schema.fields[f];
    EXPECT_EQ(a.name, b.name);
    EXPECT_EQ(a.mean, b.mean) << a.name;
    EXPECT_EQ(a.scale, b.scale) << a.name;
    EXPECT_EQ(a.vocabulary, b.vocabulary) << a.name;
    if (a.name == "user_item_history") {
      EXPECT_EQ(column<MultiColumn>(before, a.name).codes, column<MultiColumn>(after, a.name).codes);
    }
    if (a.name.ends_with("log_count")) {
      EXPECT_EQ(numbers(before, a.name), numbers(after, a.name));
    }
  }
}

TEST(Powers, AreThoseOfTheStandardisedNumber) {
  const Dataset data = powered({"age:3"});
  const Field& age = field_of(data, "age");
  for (const std::uint32_t power : {2u, 3u}) {
    const std::string name = "age^" + std::to_string(power);
    const Field& field = field_of(data, name);
    EXPECT_EQ(field.kind, Kind::numeric);
    EXPECT_EQ(field.table, 1u);
    EXPECT_EQ(field.derived.fields, std::vector<std::string>{"age"});
    EXPECT_EQ(field.derived.number, power);
    double sum = 0, squares = 0;
    const std::uint32_t user_of[] = {1, 1, 1, 2, 3};
    for (const std::uint32_t row : user_of) {
      const double z = static_cast<double>((numbers(data, "age")[row] - age.mean) / age.scale);
      const double value = static_cast<double>(numbers(data, name)[row]);
      EXPECT_NEAR(value, std::pow(z, power), 1e-5);
      const double seen = (value - static_cast<double>(field.mean)) / static_cast<double>(field.scale);
      sum += seen;
      squares += seen * seen;
    }
    EXPECT_NEAR(sum, 0, 1e-5);
    EXPECT_NEAR(squares, 5, 1e-4);
    EXPECT_TRUE(std::isnan(numbers(data, name)[4])) << "a missing number has no powers";
  }
}

TEST(Powers, OfRawNumbersAreRaw) { EXPECT_EQ(numbers(powered({"age:2"}, "raw"), "age^2")[2], 900); }

TEST(Powers, BeyondTheTrainingRowsAreThoseOfTheirRange) {
  const Dataset data = powered({"hour:2"}, "raw");
  EXPECT_EQ(numbers(data, "hour^2")[4], 25);
  EXPECT_EQ(numbers(data, "hour^2")[7], 25) << "100, where training has 1 to 5";
}

TEST(Powers, OfCounts) {
  DataOptions options;
  options.counts = {"item"};
  options.powers = {"item_log_count:2"};
  const Dataset data = encode(star(), training, options);
  EXPECT_EQ(field_of(data, "item_log_count^2").table, 2u);
}

TEST(Powers, OfOneAddNothing) { EXPECT_EQ(powered({"age:1"}).columns.size(), star().columns.size()); }

TEST(Powers, AreMadeAgainForRowsThatAreScored) {
  const Dataset data = powered({"age:2", "hour:2"});
  const Star known = star_of(data);
  Dataset others =
      testing::rating_builder({{20, 1, 0}, {99, 2, 0}}).add("hour", Numbers{std::vector<float>{4.5f, nan}}).build();
  const Dataset found = encode_as(std::move(others), known);
  const Field& hour = field_of(data, "hour");
  const float z = (4.5f - hour.mean) / hour.scale;
  EXPECT_NEAR(numbers(found, "hour^2")[0], z * z, 1e-6);
  EXPECT_TRUE(std::isnan(numbers(found, "hour^2")[1]));
  EXPECT_EQ(numbers(found, "age^2")[2], numbers(data, "age^2")[2]);

  const std::vector<std::pair<std::string, std::string>> given = {{"user", "20"}, {"item", "1"}, {"hour", "4.5"}};
  const Dataset row = encode_row(known, given);
  EXPECT_EQ(numbers(row, "hour^2")[0], numbers(found, "hour^2")[0]);
  const std::vector<std::pair<std::string, std::string>> wrong = {{"hour^2", "4"}};
  EXPECT_THROW(encode_row(known, wrong), Error);
}

TEST(Powers, RefuseWhatHoldsNoNumbers) {
  const auto message = [](const std::string& powers) { return refusal({}, {powers}); };
  for (const char* wrong : {"age", "age:", "age:0", "age:1000", "age:9", "age:x", "age:-2", "age:2.5", ":"})
    EXPECT_NE(message(wrong).find("expected a column and a power from 1 to 8"), std::string::npos) << wrong;
  EXPECT_NE(message("shoe:2").find("there is no field 'shoe' of numbers; those are age, hour"), std::string::npos);
  EXPECT_NE(message("rating:2").find("there is no field 'rating' of numbers"), std::string::npos);
  EXPECT_NE(message("job:2").find("'job' does not hold numbers; choose one of age, hour"), std::string::npos);
  EXPECT_NE(refusal({}, {"age:2", "age:3"}).find("there is a field 'age^2' already"), std::string::npos);
}

TEST(Day, IsACategoryOrANumber) {
  Dataset data = make_data({{1, 1, 1, 86400.0 * 3 + 5}, {1, 2, 1, nan}});
  Dataset other = data;
  made_on_reading("day")->read(data, false);
  const auto& codes = column<CategoricalColumn>(data, "day").codes;
  EXPECT_EQ(field_of(data, "day").vocabulary.id(codes[0]), "3");
  EXPECT_EQ(codes[1], 0u);
  made_on_reading("day")->read(other, true);
  EXPECT_EQ(numbers(other, "day")[0], 3);
  EXPECT_TRUE(std::isnan(numbers(other, "day")[1]));
}

// Training rows have the hours 1, 2, 3, 5 and none: buckets 1, 2, then 1.2 and 2.6 rounded down. Hour 6, bucket 3, and
// hour 100 are unseen; hour 4 is in the bucket of 3.
TEST(LogSquare, MakesCategoriesOfNumbers) {
  DataOptions options;
  options.derive = {"log_square:hour"};
  const Dataset data = encode(star(), training, options);
  EXPECT_EQ(field_of(data, "hour_log_square").vocabulary, Vocabulary::of_integers({1, 2}));
  EXPECT_EQ(column<CategoricalColumn>(data, "hour_log_square").codes,
            (std::vector<std::uint32_t>{1, 2, 1, 1, 2, 0, 0, 0}));
  options.derive = {"log_square:job"};
  EXPECT_THROW(encode(star(), training, options), Error);
}

}  // namespace
}  // namespace interplay
