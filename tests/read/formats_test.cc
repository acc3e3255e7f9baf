// The formats beside delimited text, each from a small file with the right values.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "interplay/encode.h"
#include "read/layout.h"
#include "read/reader_files.h"

namespace interplay {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

DataOptions formatted(const std::string& format) {
  DataOptions options;
  options.format = format;
  return options;
}

TEST(Arff, AttributesAreColumns) {
  DataOptions options;
  options.fields = {"user", "item", "the genre", "age"};
  const Dataset data = read_text(
      "% comment\r\n@RELATION r\r\n\r\n@ATTRIBUTE user STRING\r\n@attribute item {'a b',c}\r\n@attribute 'the genre' "
      "{x,y}\r\n@attribute age INTEGER\r\n@ATTRIBUTE rating REAL\r\n@DATA\r\n% rows\r\nu1,'a b',x,30,4\r\n\"u,2\", c "
      ",?,?, "
      "2.5\r\n'it\\'s',c,y,7,1,{2}\r\n",
      options, "a.arff");
  EXPECT_THAT(values_of_rows(data, "user"), ElementsAre("u1", "u,2", "it's"));
  EXPECT_THAT(values_of_rows(data, "item"), ElementsAre("a b", "c", "c"));
  EXPECT_THAT(values(data, "the genre"), ElementsAre("x", "?", "y"));
  EXPECT_THAT(values(data, "age"), ElementsAre("30", "nan", "7"));
  EXPECT_THAT(data.target(), ElementsAre(4, 2.5f, 1));
}

TEST(Arff, SparseRowsLeaveOutZerosAndFirstValues) {
  DataOptions options;
  options.fields = {"kind", "n"};
  options.target = "y";
  const Dataset data = read_text(
      "@relation r\n@attribute kind {low,high}\n@attribute n numeric\n@attribute y numeric\n"
      "@data\n{0 high, 2 3}\n{1 5}\n{}\n",
      options, "a.arff");
  EXPECT_THAT(values(data, "kind"), ElementsAre("high", "low", "low"));
  EXPECT_THAT(values(data, "n"), ElementsAre("0", "5", "0"));
  EXPECT_THAT(data.target(), ElementsAre(3, 0, 0));
}

TEST(Netflix, BlocksHoldTheItem) {
  const Dataset data =
      read_text("1:\n7,5,2005-09-06\n8,3,2005-09-07\n22:\n7,1,2005-09-08\n", {}, "combined_data_1.txt");
  EXPECT_THAT(values_of_rows(data, "user"), ElementsAre("7", "8", "7"));
  EXPECT_THAT(values_of_rows(data, "item"), ElementsAre("1", "1", "22"));
  EXPECT_THAT(data.target(), ElementsAre(5, 3, 1));
  EXPECT_THAT(data.time, ElementsAre(1125964800, 1126051200, 1126137600));
}

TEST(Netflix, BlocksGoOnOverRangesOfTheText) {
  std::string text;
  for (int item = 1; item <= 3; ++item) {
    text += std::to_string(item) + ":\r\n";
    for (int user = 0; user < 40000; ++user)
      text += std::to_string(user) + "," + std::to_string(item) + ",2005-09-06\r\n";
  }
  const Folder folder;
  const Dataset data = read_files({folder.write("a_1.txt", text), folder.write("a_2.txt", "9:\n1,4,2005-09-06\n")});
  ASSERT_EQ(data.rows, 120001u);
  const auto items = values_of_rows(data, "item");
  for (std::size_t row = 0; row < 120000; ++row) ASSERT_EQ(items[row], std::to_string(1 + row / 40000)) << row;
  EXPECT_EQ(items.back(), "9");
}

TEST(Netflix, RowsToBeScoredHaveNoRating) {
  const Dataset qualifying = read_text("1:\n7,2005-09-06\n", {}, "qualifying.txt");
  EXPECT_FALSE(qualifying.schema.find(Role::target));
  EXPECT_THAT(qualifying.time, ElementsAre(1125964800));
  EXPECT_THAT(values_of_rows(read_text("1:\n7\n8\n2:\n9\n", {}, "probe.txt"), "item"), ElementsAre("1", "1", "2"));
}

TEST(MatrixMarket, EntriesAreRatings) {
  const Dataset data =
      read_text("%%MatrixMarket matrix coordinate real general\n% made by hand\n\n3 4 3\n1 4 2.5\n3 1 -1\n 2 2 1e1\n",
                {}, "a.mtx");
  EXPECT_THAT(values_of_rows(data, "user"), ElementsAre("1", "3", "2"));
  EXPECT_THAT(values_of_rows(data, "item"), ElementsAre("4", "1", "2"));
  EXPECT_THAT(data.target(), ElementsAre(2.5f, -1, 10));
}

TEST(MatrixMarket, SymmetryIsWrittenOut) {
  const Dataset data =
      read_text("%%matrixmarket MATRIX coordinate integer skew-symmetric\n3 3 2\n2 1 5\n3 2 -4\n", {}, "a");
  EXPECT_THAT(values_of_rows(data, "user"), ElementsAre("2", "1", "3", "2"));
  EXPECT_THAT(values_of_rows(data, "item"), ElementsAre("1", "2", "2", "3"));
  EXPECT_THAT(data.target(), ElementsAre(5, -5, -4, 4));
  EXPECT_FALSE(
      read_text("%%MatrixMarket matrix coordinate pattern symmetric\n2 2 1\n1 1\n", {}, "a").schema.find(Role::target));
}

TEST(ItemLists, RaggedLinesOfNumbers) {
  const Dataset data = read_text("0 5 6 7 8 9\n1 5\n2\n3 9 5\n", {}, "train.txt");
  EXPECT_THAT(values_of_rows(data, "user"), ElementsAre("0", "0", "0", "0", "0", "1", "3", "3"));
  EXPECT_THAT(values_of_rows(data, "item"), ElementsAre("5", "6", "7", "8", "9", "5", "9", "5"));
}

TEST(ItemLists, TablesAreNoLists) {
  EXPECT_EQ(read_text("1\t2\t3\t4\t5\n2\t3\t4\t5\t6\n3\t1\t2\t3\t4\n4\t1\t2\n",
                      [] {
                        DataOptions options;
                        options.skip_bad_lines = true;
                        return options;
                      }())
                .rows,
            3u);
}

std::string jester(int users, int items, int rated) {
  std::string text;
  for (int u = 0; u < users; ++u) {
    text += std::to_string(rated);
    for (int i = 0; i < items; ++i)
      text += (u + i) % items < rated ? "," + std::to_string((u * 7 + i * 3) % 19 - 9) + ".25" : ",99.00";
    text += "\n";
  }
  return text;
}

TEST(UserItemMatrix, ACodeMeansThatThereIsNoRating) {
  const Dataset data = read_text(jester(20, 12, 5), {}, "jester.csv");
  EXPECT_EQ(data.rows, 100u);
  EXPECT_EQ(data.entities[0].keys.size(), 20u);
  EXPECT_EQ(data.entities[1].keys.size(), 12u);
  EXPECT_EQ(values_of_rows(data, "user")[5], "2");
  EXPECT_EQ(values_of_rows(data, "item")[5], "1");
  EXPECT_FLOAT_EQ(data.target()[5], -2.25f);
  for (const float rating : data.target()) EXPECT_LT(rating, 11);
  EXPECT_EQ(data.schema.fields[*data.schema.find(Role::target)].missing, "99.00");
  EXPECT_THAT(joined_notes(data), HasSubstr("99.00 means that there is no rating"));
}

TEST(UserItemMatrix, TheCodeOfTheModelHoldsForFilesWhereItIsRare) {
  const Dataset trained = read_text(jester(20, 12, 5), {}, "jester.csv");
  const Folder folder;
  // The code occurs once, so the file alone would not tell it.
  const std::string path = folder.write("new.csv", "1,2,3,4,5,6,7,8,9,8,7,6\n2,2,3,4,5,6,7,8,9,8,7,99\n");
  const Dataset data = read_with_layout(std::vector{path}, formatted("user_item_matrix"), star_of(trained));
  EXPECT_EQ(data.rows, 23u);
  for (const float rating : data.target()) EXPECT_LT(rating, 11);
}

TEST(UserItemMatrix, LinesOfSeveralFilesAreDifferentUsers) {
  const Folder folder;
  const Dataset data =
      read_files({folder.write("j-1.csv", jester(20, 12, 5)), folder.write("j-2.csv", jester(20, 12, 5))});
  EXPECT_EQ(data.entities[0].keys.size(), 40u);
}

TEST(UserItemMatrix, AHeaderOfItemsAndEmptyCells) {
  std::string text = "userId";
  for (int i = 0; i < 12; ++i) text += "," + std::to_string(100 + i);
  for (int u = 0; u < 12; ++u) {
    text += "\nu" + std::to_string(u);
    for (int i = 0; i < 12; ++i) text += (u + i) % 3 == 0 ? "," + std::to_string((u * i) % 5 + 1) : ",";
  }
  const Dataset data = read_text(text, {}, "pivot.csv");
  EXPECT_EQ(data.rows, 48u);
  EXPECT_EQ(values_of_rows(data, "user")[4], "u1");
  EXPECT_EQ(values_of_rows(data, "item")[4], "102");
  EXPECT_EQ(data.target()[4], 3);
}

TEST(UserItemMatrix, TablesOfFeaturesAreNone) {
  std::string text = "label", bare;
  for (int i = 0; i < 12; ++i) text += ",f" + std::to_string(i);
  text += "\n";
  for (int u = 0; u < 30; ++u) {
    std::string line = std::to_string(u % 2);
    for (int i = 0; i < 12; ++i)
      line += (u + i) % 4 == 0 ? ",-999" : "," + std::to_string((u * 31 + i * 17) % 40 * (i + 1)) + ".5";
    text += line + "\n";
    bare += line + "\n";
  }
  EXPECT_TRUE(read_text(text, {}, "wide.csv").schema.find("f3"));
  EXPECT_TRUE(read_text(bare, {}, "wide.csv").schema.find("c3"));
  EXPECT_EQ(read_text(jester(20, 12, 5), formatted("delimited"), "jester.csv").rows, 20u);
}

TEST(RecBole, TheHeaderTellsNamesAndKinds) {
  const Folder folder;
  const std::string inter = folder.write(
      "a.inter", "user_id:token\titem_id:token\trating:float\ttimestamp:float\n1\t10\t4\t100\n2\t11\t3\t200\n");
  folder.write(
      "a.item",
      "item_id:token\tyear:token\tprice:float\tclass:token_seq\n10\t1999\t3\tComedy Drama\n11\t2000\t\tDrama\n");
  DataOptions options;
  options.join = {folder.path() + "/a.item:item_id"};
  const Dataset data = read_files({inter}, options);
  EXPECT_THAT(names(data), ElementsAre("user_id", "item_id", "year", "price", "class", "rating", "timestamp"));
  EXPECT_THAT(values_of_rows(data, "class"), ElementsAre("Comedy,Drama", "Drama"));
  EXPECT_THAT(values_of_rows(data, "price"), ElementsAre("3", "nan"));
  EXPECT_THAT(values_of_rows(data, "year"), ElementsAre("1999", "2000"));
  EXPECT_THAT(data.time, ElementsAre(100, 200));
}

}  // namespace
}  // namespace interplay
