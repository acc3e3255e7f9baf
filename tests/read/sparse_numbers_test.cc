// Numbers of sparse text as models see them.
#include "data/encode/sparse_numbers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "interplay/encode.h"

#include "read/reader_files.h"

namespace interplay {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

Dataset encoded(std::string_view text, const DataOptions& options = {}, std::size_t training = 0) {
  Dataset data = read_text(text, options, "data.svm");
  std::vector<std::uint32_t> rows(training > 0 ? training : data.rows);
  std::iota(rows.begin(), rows.end(), 0u);
  return encode(std::move(data), rows, options);
}

Dataset again(std::string_view text, const Dataset& known) {
  return encode_as(read_text(text, {}, "data.svm"), star_of(known));
}

TEST(SparseNumbers, OneHotEntriesStayAsTheyAre) {
  const Dataset data = encoded("1 1:1 4:1\n0 1:1 5:1\n1 2:1 4:1\n");
  EXPECT_THAT(names(data), ElementsAre("features", "target"));
  EXPECT_TRUE(data.schema.fields[0].scales.empty());
  EXPECT_TRUE(std::get<MultiColumn>(data.columns[0]).weights.empty());
  EXPECT_THAT(joined_notes(data), Not(HasSubstr("columns of numbers")));
}

TEST(SparseNumbers, AnIndexOfMostRowsIsAColumn) {
  const Dataset data = encoded("1 1:1 3:1012\n0 2:1 3:31835.5\n1 1:1\n0 2:1 3:7\n");
  EXPECT_THAT(names(data), ElementsAre("features:3", "features", "target"));
  EXPECT_THAT(values(data, "features:3"), ElementsAre("1012", "31835.5", "0", "7")) << "what a row lacks is 0";
  EXPECT_THAT(values(data, "features"), ElementsAre("1:1", "2:1", "1:1", "2:1"));
  EXPECT_FLOAT_EQ(data.schema.fields[0].mean, (1012 + 31835.5f + 7) / 4);
  EXPECT_THAT(joined_notes(data), HasSubstr("features:3: read as columns of numbers"));
}

TEST(SparseNumbers, AFieldOfOneIndexBearsItsName) {
  const Dataset data = encoded("1 0:5:1 2:8:0.5\n0 0:6:1 2:8:1.5\n1 0:5:1 2:8:2.5\n");
  EXPECT_THAT(names(data), ElementsAre("field0", "field2", "target"));
  EXPECT_EQ(data.schema.fields[1].kind, Kind::numeric);
  EXPECT_EQ(data.schema.fields[1].index, 8);
}

TEST(SparseNumbers, CategoriesWithValuesStayCategories) {
  // As libffm normalises rows of different lengths: popular categories hold several values, one a row.
  const Dataset data = encoded("1 0:5:0.7 2:8:0.7\n0 0:5:0.5 2:9:0.5\n1 0:5:0.7 2:8:0.7\n0 0:6:1\n");
  EXPECT_THAT(names(data), ElementsAre("field0", "field2", "target"));
  EXPECT_EQ(data.schema.fields[0].kind, Kind::multi);
  EXPECT_EQ(data.schema.fields[1].kind, Kind::multi);
}

TEST(SparseNumbers, RareNumbersAreDividedAndNotShifted) {
  const std::string text = "1 1:1 3:300\n0 1:1 3:400\n1 1:1\n0 1:1\n1 1:1\n0 1:1\n1 9:0.5\n";
  const Dataset data = encoded(text);
  const Field& field = data.schema.fields[0];
  ASSERT_EQ(field.scales.size(), 3u);
  EXPECT_EQ(field.scales[0], 1);
  EXPECT_FLOAT_EQ(field.scales[1], std::sqrt((300.0f * 300 + 400 * 400) / 2));
  EXPECT_EQ(field.scales[2], 0.5f);
  const auto& weights = std::get<MultiColumn>(data.columns[0]).weights;
  EXPECT_FLOAT_EQ(weights[1], 300 / field.scales[1]);
  EXPECT_EQ(weights.back(), 1);
  DataOptions raw;
  raw.numeric_scale = "raw";
  EXPECT_EQ(std::get<MultiColumn>(encoded(text, raw).columns[0]).weights[1], 300);
}

TEST(SparseNumbers, HeldOutRowsAreScaledByTheTrainingRows) {
  const std::string text = "1 1:2 3:5\n0 1:4 3:7\n1 1:1000 3:9 8:1\n";
  const Dataset data = encoded(text, {}, 2);
  EXPECT_EQ(data.schema.fields[0].maximum, 4);
  EXPECT_THAT(names(data), ElementsAre("features:1", "features:3", "target"));
  const Dataset scored = again("0 8:3 1:1000\n1 3:9\n", data);
  EXPECT_THAT(names(scored), ElementsAre("features:1", "features:3", "target"));
  EXPECT_THAT(values(scored, "features:1"), ElementsAre("1000", "0"));
  EXPECT_EQ(scored.schema.fields[0].scale, data.schema.fields[0].scale);
}

TEST(SparseNumbers, RowsToScoreGetTheSameValues) {
  const std::string text = "1 1:1 3:300\n0 1:1 3:400\n1 1:1\n0 1:1\n1 1:1\n0 1:1\n1 9:0.5\n";
  const Dataset data = encoded(text), scored = again(text, data);
  EXPECT_EQ(std::get<MultiColumn>(scored.columns[0]).weights, std::get<MultiColumn>(data.columns[0]).weights);
  EXPECT_EQ(std::get<MultiColumn>(scored.columns[0]).codes, std::get<MultiColumn>(data.columns[0]).codes);
}

TEST(SparseNumbers, HeavyTailsOfRareNumbersAreTamed) {
  std::string text;
  for (int row = 0; row < 400; ++row)
    text += "1 " + (row % 4 == 0 ? "3:" + std::to_string(row == 40 ? 1000000 : 1 + row % 7) : "5:1") + "\n";
  const Dataset data = encoded(text);
  float most = 0;
  for (const float weight : std::get<MultiColumn>(data.columns[0]).weights) most = std::max(most, weight);
  EXPECT_LE(most, far_out);
  EXPECT_EQ(data.schema.fields[0].curve, Curve::logarithm);
  EXPECT_NEAR(data.schema.fields[0].scales[1], std::log1p(1.0f), 1e-6);
  EXPECT_THAT(joined_notes(data), HasSubstr("lie far out"));
}

TEST(SparseNumbers, RowsAreNormalisedOnRequest) {
  DataOptions options;
  options.normalize_rows = true;
  const Dataset data = encoded("1 0:5:3 2:8:4\n0 0:6:0\n1 0:5:1 2:8:1\n", options);
  EXPECT_THAT(names(data), ElementsAre("field0", "field2", "target"));
  EXPECT_THAT(values(data, "field0"), ElementsAre("5:0.6", "6:0", "5:0.707107"));
  EXPECT_THAT(values(data, "field2"), ElementsAre("8:0.8", "", "8:0.707107"));
}

TEST(MissingMarks, AUsualMarkAmongNumbersIsAHole) {
  const Dataset data = read_text("area,city,rating\n1.5,a,1\n?,b,2\n3.25,a,3\n4,a,4\n");
  EXPECT_THAT(values(data, "area"), ElementsAre("1.5", "nan", "3.25", "4"));
  EXPECT_THAT(joined_notes(data), HasSubstr("area is read as numbers, and '?' in 1 of its cells as missing"));
}

TEST(MissingMarks, ARareTextOfItsOwnIsAHoleForTheModelToo) {
  std::string text = "area,city,rating\n";
  for (int row = 0; row < 40; ++row) text += (row == 7 ? "sold" : std::to_string(row) + ".5") + ",a,3\n";
  const Dataset data = read_text(text);
  ASSERT_EQ(data.schema.fields[0].kind, Kind::numeric);
  EXPECT_EQ(data.schema.fields[0].missing, "sold");
  EXPECT_EQ(values(data, "area")[7], "nan");
}

TEST(MissingMarks, ManyTextsAmongNumbersAreCategoriesWithAWord) {
  std::string text = "area,city,rating\n";
  for (int row = 0; row < 40; ++row)
    text += (row == 7 ? "sold" : row == 9 ? "let" : std::to_string(row) + ".5") + ",a,3\n";
  const Dataset data = read_text(text);
  EXPECT_EQ(data.schema.fields[0].kind, Kind::categorical);
  EXPECT_THAT(joined_notes(data), HasSubstr("area is read as 40 categories, as 2 of its 40 cells are no numbers"));
}

TEST(MissingMarks, WholeNumbersAndWordsStayCategories) {
  EXPECT_EQ(read_text("a,b,rating\n1,x,1\n?,y,2\n3,x,3\n").schema.fields[0].kind, Kind::categorical);
  EXPECT_EQ(read_text("a,b,rating\nu1,x,1\n1.5,y,2\nu3,x,3\n").schema.fields[0].kind, Kind::categorical);
}

TEST(MissingMarks, DeclaredNumbersMayHaveHoles) {
  DataOptions options;
  options.numeric = {"a"};
  EXPECT_THAT(values(read_text("a,b,rating\n1,x,1\n?,y,2\nn/a,x,3\n", options), "a"), ElementsAre("1", "nan", "nan"));
}

}  // namespace
}  // namespace interplay
