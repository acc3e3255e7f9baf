// Data from memory: the same as from files, and refused in words.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>

#include "data/same_data.h"
#include "interplay/build.h"
#include "interplay/encode.h"
#include "read/reader_files.h"

namespace interplay {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const float hole = std::numeric_limits<float>::quiet_NaN();
using Integers = std::vector<std::int64_t>;
using Texts = std::vector<std::string>;
using Floats = std::vector<float>;

// Users "ann" to "cid", items of whole numbers, of which 30 is in the table of items alone.
constexpr const char* ratings_csv =
    "who,film,stars,trust,at,shift,hour\n"
    "bob,7,4,1,100,late,1.5\n"
    "ann,20,3.5,0.5,200,,\n"
    "cid,7,1,2,300,early,3\n"
    "ann,9,5,1,400,late,4.25\n";
constexpr const char* films_csv =
    "film,year,genres,title\n"
    "20,1999.5,War|Drama,Twenty\n"
    "30,,Comedy,Thirty\n"
    "7,2001,,Seven\n";
constexpr const char* people_csv =
    "who,job\n"
    "cid,cook\n"
    "dan,baker\n"
    "ann,\n";

DataOptions options_of(const std::string& people, const std::string& films) {
  DataOptions options;
  options.user = "who";
  options.item = "film";
  options.target = "stars";
  options.weight = "trust";
  options.time = "at";
  options.categorical = {"shift", "job"};
  options.numeric = {"hour", "year"};
  options.multi = {"genres"};
  options.fields = {"film", "year", "who", "shift", "genres", "job", "hour"};
  options.join = {people + ":who", films + ":film"};
  return options;
}

Dataset read_example() {
  const Folder folder;
  return read_files({folder.write("ratings.csv", ratings_csv)},
                    options_of(folder.write("people.csv", people_csv), folder.write("films.csv", films_csv)));
}

DatasetBuilder example() {
  DatasetBuilder builder;
  builder.add("who", Ids{Texts{"bob", "ann", "cid", "ann"}}, Role::user)
      .add("film", Ids{Integers{7, 20, 7, 9}}, Role::item)
      .add("stars", Numbers{std::vector<double>{4, 3.5, 1, 5}}, Role::target)
      .add("trust", Numbers{Floats{1, 0.5, 2, 1}}, Role::weight)
      .add("at", Numbers{Integers{100, 200, 300, 400}}, Role::time)
      .add("shift", Codes{{2, 0, 1, 2}, Ids{Texts{"early", "late"}}})
      .add("hour", Numbers{Floats{1.5, hole, 3, 4.25}});
  builder.join("who", Ids{Texts{"cid", "dan", "ann"}}, {{"job", Ids{Texts{"cook", "baker", ""}}}});
  builder.join("film", Ids{Integers{20, 30, 7}},
               {{"year", Numbers{Floats{1999.5, hole, 2001}}},
                {"genres", Bags{{0, 2, 3, 3}, Ids{Texts{"War", "Drama", "Comedy"}}}},
                {"title", Ids{Texts{"Twenty", "Thirty", "Seven"}}, Role::title}});
  builder.fields({"film", "year", "who", "shift", "genres", "job", "hour"});
  return builder;
}

std::string refusal(const DatasetBuilder& builder, Code code = Code::bad_data) {
  try {
    builder.build();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "was accepted";
  return "";
}

TEST(Builder, GivesWhatReadingTheSameDataGives) {
  const Dataset built = example().build();
  EXPECT_THAT(names(built),
              ElementsAre("film", "year", "who", "shift", "genres", "job", "hour", "stars", "at", "trust", "title"));
  expect_same(built, read_example());
}

TEST(Builder, MayBeUsedAgain) {
  const DatasetBuilder builder = example();
  const Dataset once = builder.build();
  expect_same(once, builder.build());
}

TEST(Builder, EncodedDataIsThatOfTheFile) {
  const std::vector<std::uint32_t> train = {0, 1, 2};
  expect_same(encode(example().build(), train, {}), encode(read_example(), train, {}));
}

TEST(Builder, FieldsAreAllColumnsInTheirOrderUnlessNamed) {
  DatasetBuilder builder;
  builder.add("y", Numbers{Floats{1, 2}}, Role::target).add("b", Numbers{Floats{3, 4}});
  builder.add("i", Ids{Integers{5, 6}}, Role::item).add("a", Ids{Integers{5, 5}});
  builder.join("i", Ids{Integers{6}}, {{"size", Numbers{Floats{9}}}});
  EXPECT_THAT(names(builder.build()), ElementsAre("b", "i", "a", "size", "y"));
  EXPECT_THAT(names(builder.fields({"a", "i"}).build()), ElementsAre("a", "i", "y"));
}

TEST(Builder, SortsDictionariesAndMapsTheirCodes) {
  DatasetBuilder builder;
  builder.add("text", Codes{{1, 2, 3, 0}, Ids{Texts{"pear", "apple", "fig"}}});
  builder.add("number", Codes{{3, 1, 2, 1}, Ids{Integers{30, -4, 5}}});
  builder.add("digits", Codes{{1, 2, 3, 3}, Ids{Texts{"1", "10", "2"}}});
  const Dataset data = builder.build();
  EXPECT_THAT(values(data, "text"), ElementsAre("pear", "apple", "fig", "?"));
  EXPECT_EQ(data.schema.fields[0].vocabulary, Vocabulary::of_strings({"apple", "fig", "pear"}));
  EXPECT_THAT(values(data, "number"), ElementsAre("5", "30", "-4", "30"));
  EXPECT_THAT(values(data, "digits"), ElementsAre("1", "10", "2", "2"));
  EXPECT_EQ(data.schema.fields[2].vocabulary, Vocabulary::of_integers({1, 2, 10}));
}

TEST(Builder, CodesFromZeroAreThoseOfDataFrames) {
  DatasetBuilder builder;
  const std::vector<std::int32_t> codes = {1, -1, 0};
  builder.add("text", Codes::from_zero(codes, Ids{Texts{"pear", "apple"}}));
  builder.add("sorted", Codes::from_zero(codes, Vocabulary::of_strings({"a", "b"})));
  EXPECT_THAT(values(builder.build(), "text"), ElementsAre("apple", "?", "pear"));
  EXPECT_THAT(values(builder.build(), "sorted"), ElementsAre("b", "?", "a"));
}

TEST(Builder, IdsMayComeAsDoublesWithHoles) {
  DatasetBuilder builder;
  builder.add("area", Ids{std::vector<double>{12, std::nan(""), -3}});
  const Dataset data = builder.build();
  EXPECT_THAT(values(data, "area"), ElementsAre("12", "?", "-3"));
  EXPECT_TRUE(data.schema.fields[0].vocabulary.integers());
}

TEST(Builder, TextsOfIntegersAreIntegers) {
  DatasetBuilder builder;
  builder.add("item", Ids{Texts{"10", "9"}}, Role::item);
  builder.join("item", Ids{Integers{9, 10, 11}}, {{"size", Numbers{Floats{1, 2, 3}}}});
  const Dataset data = builder.build();
  EXPECT_THAT(values(data, "item"), ElementsAre("?", "9", "10", "11"));
  EXPECT_THAT(values_of_rows(data, "size"), ElementsAre("2", "1"));
}

TEST(Builder, KeysOfTextsAndOfIntegersMeet) {
  DatasetBuilder builder;
  builder.add("item", Ids{Integers{10, 9}}, Role::item);
  builder.join("item", Ids{Texts{"x", "9"}}, {{"size", Numbers{Floats{1, 2}}}});
  const Dataset data = builder.build();
  EXPECT_THAT(values(data, "item"), ElementsAre("?", "10", "9", "x"));
  EXPECT_THAT(values_of_rows(data, "size"), ElementsAre("nan", "2"));
}

TEST(Builder, SeveralTablesMayBeJoinedToOneColumn) {
  DatasetBuilder builder;
  builder.add("place", Ids{Integers{1, 2}});
  builder.join("place", Ids{Integers{1}}, {{"height", Numbers{Floats{5}}}});
  builder.join("place", Codes{{1}, Ids{Integers{2}}}, {{"name", Ids{Texts{"Ulm"}}}});
  const Dataset data = builder.build();
  ASSERT_EQ(data.entities.size(), 1u);
  EXPECT_THAT(values_of_rows(data, "height"), ElementsAre("5", "nan"));
  EXPECT_THAT(values_of_rows(data, "name"), ElementsAre("?", "Ulm"));
}

TEST(Builder, BagsLeaveMissingEntriesOutAndKeepWeights) {
  DatasetBuilder builder;
  builder.add("tags", Bags{{0, 2, 2, 3}, Codes{{2, 0, 1}, Ids{Texts{"b", "a"}}}, {0.5f, 2, 3}});
  builder.add("ones", Bags{{0, 1, 2, 3}, Ids{Integers{4, 5, 4}}, {1, 1, 1}});
  builder.add("slots", Bags{{0, 1, 2, 3}, Ids{Integers{4, 5, 4}}, {}, Pooling::padded_mean, 2});
  const Dataset data = builder.build();
  EXPECT_THAT(values(data, "tags"), ElementsAre("a:0.5", "", "b:3"));
  EXPECT_EQ(data.schema.fields[0].pooling, Pooling::sum);
  EXPECT_THAT(values(data, "ones"), ElementsAre("4", "5", "4")) << "weights of 1 are none";
  EXPECT_EQ(data.schema.fields[2].pooling, Pooling::padded_mean);
  EXPECT_EQ(data.schema.fields[2].slots, 2u);
}

TEST(Builder, BorrowedValuesAreCopied) {
  DatasetBuilder builder;
  Floats values{1, 2};
  builder.add("a", Numbers{borrowed(values)});
  const Dataset data = builder.build();
  values[0] = 9;
  EXPECT_EQ(std::get<NumericColumn>(data.columns[0]).values[0], 1);
}

// Where values lie in somebody's memory: their address, and how many hold it.
template <class T>
struct Owned {
  std::shared_ptr<const std::vector<T>> owner;
  explicit Owned(std::vector<T> values) : owner(std::make_shared<const std::vector<T>>(std::move(values))) {}
  SharedSpan<T> span() const { return {std::span(*owner), owner}; }
  bool lies_in(const SharedSpan<T>& column) const { return column.data() == owner->data(); }
};

TEST(Builder, ValuesOfAnOwnerAreColumnsWithoutACopy) {
  const Owned<float> numbers({1, hole}), weights({0.5f, 2});
  const Owned<double> times({100, 1e10});
  const Owned<std::uint32_t> codes({2, 1}), users({1, 2});
  const Owned<std::uint64_t> offsets({0, 2, 2});
  std::optional<Dataset> data;
  {
    DatasetBuilder builder;
    builder.add("user", Codes{users.span(), Vocabulary::of_integers({7, 9})}, Role::user);
    builder.add("number", Numbers{numbers.span()});
    builder.add("sorted", Codes{codes.span(), Ids{Texts{"a", "b"}}});
    builder.add("bags", Bags{offsets.span(), Codes{codes.span(), Ids{Integers{4, 5}}}, weights.span()});
    builder.add("weight", Numbers{weights.span()}, Role::weight).add("time", Numbers{times.span()}, Role::time);
    data = builder.build();
  }
  EXPECT_TRUE(users.lies_in(data->entities[0].row_of));
  EXPECT_TRUE(numbers.lies_in(std::get<NumericColumn>(data->columns[1]).values));
  EXPECT_TRUE(codes.lies_in(std::get<CategoricalColumn>(data->columns[2]).codes));
  const auto& bags = std::get<MultiColumn>(data->columns[3]);
  EXPECT_TRUE(offsets.lies_in(bags.offsets));
  EXPECT_TRUE(codes.lies_in(bags.codes));
  EXPECT_TRUE(weights.lies_in(bags.weights));
  EXPECT_EQ(data->weight().data(), weights.owner->data());
  EXPECT_TRUE(times.lies_in(data->time));
  // The data holds each owner once for each column in its memory, and nobody else does.
  EXPECT_EQ(numbers.owner.use_count(), 2);
  EXPECT_EQ(codes.owner.use_count(), 3);
  EXPECT_EQ(times.owner.use_count(), 2);
  const std::weak_ptr<const Floats> memory = numbers.owner;
  Dataset copy = *data;
  EXPECT_EQ(numbers.owner.use_count(), 3) << "a copy holds it, too";
  data.reset();
  copy = {};
  EXPECT_EQ(memory.use_count(), 1) << "and lets go of it";
}

TEST(Builder, MemoryOfAnOwnerIsNeverWritten) {
  const Owned<std::uint32_t> codes({2, 1});
  const Owned<float> numbers({1, 2});
  DatasetBuilder builder;
  builder.add("unsorted", Codes{codes.span(), Ids{Texts{"b", "a"}}});
  builder.add("item", Codes{codes.span(), Ids{Integers{5, 7}}}, Role::item);
  builder.join("item", Ids{Integers{6}}, {{"size", Numbers{Floats{1}}}});
  builder.add("number", Numbers{numbers.span()});
  Dataset data = builder.build();
  EXPECT_FALSE(codes.lies_in(std::get<CategoricalColumn>(data.columns[0]).codes));
  EXPECT_THAT(values(data, "unsorted"), ElementsAre("a", "b"));
  EXPECT_THAT(data.entities[0].row_of, ElementsAre(3, 1)) << "codes of all keys, of which the table has one more";
  auto& changed = std::get<NumericColumn>(data.columns[data.schema.find("number").value()]).values;
  (*changed.edit())[0] = 9;
  EXPECT_FALSE(numbers.lies_in(changed));
  const std::vector<std::uint32_t> train = {0, 1};
  encode(builder.build(), train, {});
  EXPECT_THAT(*codes.owner, ElementsAre(2, 1));
  EXPECT_THAT(*numbers.owner, ElementsAre(1, 2));
}

TEST(Builder, CopiesOfAMillionRowsAreTheSameMemory) {
  constexpr std::size_t rows = 1'000'000;
  std::vector<std::int64_t> ids(rows);
  for (std::size_t row = 0; row < rows; ++row) ids[row] = static_cast<std::int64_t>(row % 1000);
  std::vector<std::uint64_t> offsets(rows + 1);
  for (std::size_t row = 0; row <= rows; ++row) offsets[row] = row;
  DatasetBuilder builder;
  builder.add("user", Ids{ids}, Role::user).add("tag", Bags{std::move(offsets), Ids{std::move(ids)}});
  builder.add("y", Numbers{Floats(rows, 1)}, Role::target).add("at", Numbers{Floats(rows, 2)}, Role::time);
  const Dataset data = builder.build();
  const Dataset copy = data;
  EXPECT_EQ(copy.entities[0].row_of.data(), data.entities[0].row_of.data());
  EXPECT_EQ(copy.time.data(), data.time.data());
  EXPECT_EQ(copy.target().data(), data.target().data());
  ASSERT_EQ(copy.columns.size(), data.columns.size());
  const auto &ours = std::get<MultiColumn>(copy.columns[1]), &theirs = std::get<MultiColumn>(data.columns[1]);
  EXPECT_EQ(ours.offsets.data(), theirs.offsets.data());
  EXPECT_EQ(ours.codes.data(), theirs.codes.data());
}

TEST(Builder, CopiesOfDataShareColumnsUntilOneIsChanged) {
  const Dataset data = example().build();
  Dataset copy = data;
  const std::size_t hour = data.schema.find("hour").value(), target = data.schema.find("stars").value();
  EXPECT_EQ(std::get<NumericColumn>(copy.columns[hour]).values.data(),
            std::get<NumericColumn>(data.columns[hour]).values.data());
  (*std::get<NumericColumn>(copy.columns[target]).values.edit())[0] = 9;
  EXPECT_EQ(copy.target()[0], 9);
  EXPECT_EQ(data.target()[0], 4);
}

TEST(Builder, SourcesTellWhereRowsComeFrom) {
  DatasetBuilder builder;
  builder.add("a", Numbers{Floats{1, 2, 3}}).source("first").source("second", 2);
  const Dataset data = builder.build();
  ASSERT_EQ(data.sources.size(), 2u);
  EXPECT_EQ(data.sources[1].path, "second");
  EXPECT_EQ(data.sources[1].first, 2u);
  EXPECT_THAT(refusal(builder.source("third", 1), Code::usage), HasSubstr("sources"));
}

RC_GTEST_PROP(Builder, ReadsBackWhatIsWritten, (std::vector<std::pair<std::uint8_t, std::uint8_t>> rows)) {
  RC_PRE(!rows.empty());
  std::string csv = "user,item,rating\n";
  Texts users;
  Integers items;
  Floats ratings;
  for (const auto& [user, item] : rows) {
    users.push_back("u" + std::to_string(user));
    items.push_back(item - 100);
    ratings.push_back(static_cast<float>(user % 5));
    csv += users.back() + "," + std::to_string(items.back()) + "," + std::to_string(user % 5) + "\n";
  }
  DatasetBuilder builder;
  builder.add("user", Ids{borrowed(users)}, Role::user).add("item", Ids{items}, Role::item);
  builder.add("rating", Numbers{ratings}, Role::target);
  expect_same(builder.build(), read_text(csv));
}

TEST(BuilderRefuses, NothingAtAll) {
  EXPECT_THAT(refusal({}), HasSubstr("no row"));
  EXPECT_THAT(refusal(DatasetBuilder().add("a", Numbers{Floats{}})), HasSubstr("no row"));
}

TEST(BuilderRefuses, ColumnsOfDifferentLengths) {
  DatasetBuilder builder;
  builder.add("a", Numbers{Floats{1, 2}}).add("b", Ids{Integers{1}});
  EXPECT_THAT(refusal(builder), HasSubstr("column 'b' has 1 rows, and 'a' has 2"));
  EXPECT_THAT(refusal(example().join("film", Ids{Integers{1, 2}}, {{"size", Numbers{Floats{1}}}})),
              HasSubstr("column 'size' has 1 rows, and 'the key of film' has 2"));
}

TEST(BuilderRefuses, CodesOutsideOfTheirDictionary) {
  DatasetBuilder builder;
  builder.add("a", Codes{{1, 3}, Ids{Texts{"x", "y"}}});
  EXPECT_THAT(refusal(builder), HasSubstr("'a' is code 3 of a dictionary of 2 in row 1"));
}

TEST(BuilderRefuses, DictionariesWithHolesOrTwins) {
  EXPECT_THAT(refusal(DatasetBuilder().add("a", Codes{{1}, Ids{Texts{"x", "y", "x"}}})),
              HasSubstr("the dictionary of 'a' holds 'x' twice"));
  EXPECT_THAT(refusal(DatasetBuilder().add("a", Codes{{1}, Ids{Texts{"x", ""}}})),
              HasSubstr("the dictionary of 'a' is missing"));
}

TEST(BuilderRefuses, VocabulariesThatAreNotSorted) {
  static constexpr std::int64_t descending[] = {9, 7};
  EXPECT_THAT(refusal(DatasetBuilder().add("a", Codes{{1}, Vocabulary::view_integers(descending, nullptr)})),
              HasSubstr("the dictionary of 'a' is a vocabulary whose ids do not ascend"));
  static constexpr std::uint64_t offsets[] = {0, 1, 5};
  EXPECT_THAT(refusal(DatasetBuilder().add("a", Codes{{1}, Vocabulary::view_strings(offsets, "ab", nullptr)})),
              HasSubstr("the dictionary of 'a' is a vocabulary whose ids do not ascend"));
}

TEST(BuilderRefuses, MoreRowsThanCodesCount) {
  static constexpr float first = 0;  // lengths are compared before any value is read
  const std::span<const float> many(&first, std::size_t{1} << 32);
  EXPECT_THAT(refusal(DatasetBuilder().add("a", Numbers{SharedSpan<float>(many, nullptr)}), Code::unsupported),
              HasSubstr("more than 4294967295 rows"));
}

TEST(BuilderRefuses, UsersItemsAndKeysThatAreMissing) {
  EXPECT_THAT(refusal(DatasetBuilder().add("u", Ids{std::vector<double>{1, std::nan("")}}, Role::user)),
              HasSubstr("'u' is missing, where every row needs an id in row 1"));
  EXPECT_THAT(refusal(DatasetBuilder().add("u", Ids{Texts{"NA"}}, Role::item)), HasSubstr("'u' is missing"));
  EXPECT_THAT(refusal(DatasetBuilder().add("u", Codes{{1, 0}, Ids{Integers{5}}}, Role::user)),
              HasSubstr("'u' is missing, where every row needs an id in row 1"));
  EXPECT_THAT(refusal(example().join("who", Ids{Texts{"ann", ""}}, {})), HasSubstr("the key of the table"));
}

TEST(BuilderRefuses, IdsThatAreNoIntegersAndTextsWithNul) {
  EXPECT_THAT(refusal(DatasetBuilder().add("u", Ids{std::vector<double>{1.5}})), HasSubstr("expected a whole number"));
  EXPECT_THAT(refusal(DatasetBuilder().add("u", Ids{std::vector<double>{1e300}})),
              HasSubstr("expected a whole number"));
  EXPECT_THAT(refusal(DatasetBuilder().add("u", Ids{Texts{std::string("a\0b", 3)}})), HasSubstr("NUL"));
}

TEST(BuilderRefuses, NumbersThatAreNone) {
  EXPECT_THAT(refusal(DatasetBuilder().add("y", Numbers{Floats{1, hole}}, Role::target)),
              HasSubstr("'y' is missing, where the target needs a number in row 1"));
  EXPECT_THAT(refusal(DatasetBuilder().add("x", Numbers{Floats{std::numeric_limits<float>::infinity()}})),
              HasSubstr("within the range of a float"));
  EXPECT_THAT(refusal(DatasetBuilder().add("x", Numbers{std::vector<double>{1e300}})), HasSubstr("range of a float"));
  EXPECT_THAT(refusal(DatasetBuilder().add("w", Numbers{Floats{-1}}, Role::weight)), HasSubstr("at least 0"));
}

TEST(BuilderRefuses, NamesThatComeTwiceOrNotAtAll) {
  DatasetBuilder builder;
  builder.add("a", Numbers{Floats{1}}).add("a", Ids{Integers{1}});
  EXPECT_THAT(refusal(builder, Code::usage), HasSubstr("two columns are named 'a'"));
  EXPECT_THAT(refusal(example().join("film", Ids{Integers{1}}, {{"hour", Numbers{Floats{1}}}}), Code::usage),
              HasSubstr("two columns are named 'hour'"));
  EXPECT_THAT(refusal(DatasetBuilder().add("", Numbers{Floats{1}}), Code::usage), HasSubstr("no name"));
}

TEST(BuilderRefuses, KeysThatComeTwice) {
  EXPECT_THAT(refusal(example().join("film", Ids{Integers{3, 7, 3}}, {{"size", Numbers{Floats{1, 2, 3}}}})),
              HasSubstr("the key '3' twice, in rows 0 and 2"));
}

TEST(BuilderRefuses, RolesThatComeTwiceOrDoNotFit) {
  DatasetBuilder two;
  two.add("a", Numbers{Floats{1}}, Role::target).add("b", Numbers{Floats{1}}, Role::target);
  EXPECT_THAT(refusal(two, Code::usage), HasSubstr("columns 'a' and 'b' are both the target"));
  EXPECT_THAT(refusal(DatasetBuilder().add("a", Numbers{Floats{1}}, Role::user), Code::usage),
              HasSubstr("column 'a' is the user, which is one id a row"));
  EXPECT_THAT(refusal(DatasetBuilder().add("a", Ids{Integers{1}}, Role::target), Code::usage),
              HasSubstr("column 'a' is the target, which is one number a row"));
  EXPECT_THAT(refusal(DatasetBuilder().add("a", Ids{Integers{1}}, Role::title), Code::usage), HasSubstr("title"));
  EXPECT_THAT(refusal(example().join("who", Ids{Texts{"z"}}, {{"y", Numbers{Floats{1}}, Role::target}}), Code::usage),
              HasSubstr("column 'y' of a joined table is the target"));
  EXPECT_THAT(refusal(example().join("film", Ids{Integers{1}}, {{"t", Ids{Texts{"T"}}, Role::title}}), Code::usage),
              HasSubstr("two titles"));
}

TEST(BuilderRefuses, JoinsByWhatIsNoColumnOfIds) {
  EXPECT_THAT(refusal(example().join("nobody", Ids{Integers{1}}, {}), Code::usage), HasSubstr("'nobody'"));
  EXPECT_THAT(refusal(example().join("hour", Ids{Integers{1}}, {}), Code::usage), HasSubstr("not one id a row"));
}

TEST(BuilderRefuses, FieldsThatAreNoInputs) {
  EXPECT_THAT(refusal(example().fields({"hours"}), Code::usage), HasSubstr("field 'hours' is no column"));
  EXPECT_THAT(refusal(example().fields({"stars"}), Code::usage), HasSubstr("field 'stars' is no column"));
  EXPECT_THAT(refusal(example().fields({"film", "film"}), Code::usage), HasSubstr("named twice"));
}

TEST(BuilderRefuses, BagsWhoseOffsetsOrWeightsDoNotFit) {
  const auto bags = [](std::vector<std::uint64_t> offsets, Floats weights) {
    return DatasetBuilder().add("b", Bags{std::move(offsets), Ids{Integers{1, 2}}, std::move(weights)});
  };
  EXPECT_THAT(refusal(bags({0, 1}, {})), HasSubstr("the offsets of 'b'"));
  EXPECT_THAT(refusal(bags({1, 2}, {})), HasSubstr("the offsets of 'b'"));
  EXPECT_THAT(refusal(bags({0, 3, 2}, {})), HasSubstr("the offsets of 'b'"));
  EXPECT_THAT(refusal(bags({0, 2}, {1})), HasSubstr("1 weights for 2 entries"));
  EXPECT_THAT(refusal(bags({0, 2}, {1, hole})), HasSubstr("no finite number"));
}

}  // namespace
}  // namespace interplay
