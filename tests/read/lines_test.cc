// How lines are cut where nobody says it: blanks, comments above the rows, quotes, cells without anything in them,
// parts.
#include <gmock/gmock.h>

#include "read/reader_files.h"

namespace interplay {
namespace {

using ::testing::ElementsAre;
using testing::error_of;
using testing::Folder;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using testing::joined_notes;
using testing::names;
using ::testing::Not;
using testing::read_files;
using testing::read_text;
using testing::values;
using testing::values_of_rows;
using testing::with;

// Rows of three numbers, in one way of writing them.
std::string ratings(int rows, const std::string& first, const std::string& second, const std::string& end = "\n") {
  std::string text;
  for (int i = 0; i < rows; ++i)
    text +=
        std::to_string(100 + i % 7) + first + std::to_string(5000 + i % 11) + second + std::to_string(1 + i % 5) + end;
  return text;
}

TEST(Delimiter, BlanksAndTabsInAnyMixtureAreOne) {
  const Dataset data = read_text("7\t11  1.5\n8 12\t \t2.5\n  9\t13 3.5 \n");
  EXPECT_THAT(values_of_rows(data, "user"), ElementsAre("7", "8", "9"));
  EXPECT_THAT(values_of_rows(data, "item"), ElementsAre("11", "12", "13"));
  EXPECT_THAT(values(data, "rating"), ElementsAre("no field rating"));
  EXPECT_THAT(values(data, "target"), ElementsAre("1.5", "2.5", "3.5"));
  EXPECT_THAT(joined_notes(data), HasSubstr("are separated by blanks"));
}

TEST(Delimiter, ATabOnEveryLineAmidBlanksIsNotTheOnlyOne) {
  EXPECT_EQ(read_text(ratings(40, "\t", "  ")).target()[2], 3);
  EXPECT_EQ(read_text(ratings(40, " ", "\t")).target()[2], 3);
}

TEST(Delimiter, BlanksWithinTheCellsOfTabSeparatedTextStay) {
  const Dataset data = read_text("user\titem\trating\n1\tOld Town\t3\n2\tNew Town\t4\n3\tOld Mill\t5\n");
  EXPECT_THAT(values_of_rows(data, "item"), ElementsAre("Old Town", "New Town", "Old Mill"));
  const Dataset times = read_text("1\t10\t3\t2020-01-05 10:00:00\n2\t10\t4\t2020-01-06 11:00:00\n");
  EXPECT_EQ(times.time.size(), 2u);
}

TEST(Delimiter, IsTheOneThatCutsMoreCellsWhereBothCutAllLines) {
  EXPECT_THAT(values(read_text("u1,a,3,x;y\nu2,b,4,z;y\n", with("target", "3")), "c4"), ElementsAre("x;y", "z;y"));
  EXPECT_THAT(names(read_text("a;b;3,5\nb;c;4,5\n", with("target", "none"))), ElementsAre("c1", "c2", "c3"));
  EXPECT_THAT(values(read_text("5 6 3,5\n7 8 4,5\n", with("target", "none")), "c3"), ElementsAre("3.5", "4.5"));
}

TEST(Delimiter, IsNoBlankWhereBackslashesKeepQuotesInCells) {
  std::string text = "user,item,title,rating\n";
  for (int i = 0; i < 50; ++i)
    text += std::to_string(i % 7) + "," + std::to_string(i % 5) + R"(,"He said \"hi, )" + std::to_string(i) +
            R"(\" x",)" + std::to_string(1 + i % 5) + "\n";
  const Dataset data = read_text(text);
  EXPECT_EQ(data.rows, 50u);
  EXPECT_THAT(names(data), IsSupersetOf({"user", "item", "rating"}));
}

TEST(Delimiter, MayBeNamedAsOthersDo) {
  for (const char* name : {"space", "blanks", "\\s+"})
    EXPECT_EQ(read_text(ratings(5, " \t", "  "), with("delimiter", name)).target()[1], 2) << name;
}

TEST(Comments, AboveTheRowsAreLeftOut) {
  const Dataset data = read_text("% bip weighted posweighted\n% 300 20 30\n" + ratings(30, " ", " "));
  EXPECT_EQ(data.rows, 30u);
  EXPECT_THAT(joined_notes(data), HasSubstr("left out 2 comments at the top"));
  EXPECT_EQ(read_text("# Nodes: 9 Edges: 30\n\n#\n" + ratings(30, "\t", "\t")).rows, 30u);
  EXPECT_EQ(read_text("# by hand\nuser,item,rating\n" + ratings(30, ",", ",")).rows, 30u);
}

TEST(Comments, MayHoldTheNames) {
  const Dataset data = read_text("# all ratings of 2020\n# rating user item\n" + ratings(9, " ", " "));
  EXPECT_EQ(data.rows, 9u);
  EXPECT_EQ(data.target()[1], 101);
  EXPECT_THAT(joined_notes(data), HasSubstr("the comment above the rows"));
  const Dataset edges = read_text("# FromNode\tToNode\tTimes\n" + ratings(9, "\t", "\t"), with("target", "Times"));
  EXPECT_EQ(edges.target()[1], 2);
}

TEST(Comments, AreNotRowsWhoseFirstCellBeginsWithSuchAMark) {
  const Dataset data = read_text("#cats,5,3\n#dogs,6,4\nbirds,7,5\n");
  EXPECT_THAT(values_of_rows(data, "user"), ElementsAre("#cats", "#dogs", "birds"));
  EXPECT_EQ(read_text("#a,5,3\n#b,6,4\n").rows, 2u);
}

TEST(Excel, NamesTheDelimiterInTheFirstLine) {
  for (const char* line : {"sep=;\r\n", "SEP=;\n", "\"sep=;\"\n", "\xEF\xBB\xBFsep=;\n"}) {
    const Dataset data = read_text(line + std::string("user;item;rating\r\n1;2;3\r\n4;5;1\r\n"));
    EXPECT_THAT(values_of_rows(data, "item"), ElementsAre("2", "5")) << line;
  }
  EXPECT_EQ(read_text("sep=\t\n1\t2\t3\n").rows, 1u);
}

TEST(Excel, RowsOfDelimitersAloneAreBlank) {
  const Dataset data = read_text("user,item,rating\n" + ratings(20, ",", ",") + ",,\n, ,\n\"\",,\n,,,,\n");
  EXPECT_EQ(data.rows, 20u);
  EXPECT_EQ(data.bad_lines, 0u);
  EXPECT_EQ(read_text(";;\nuser;item;rating\n1;2;3\n;;\n4;5;6\n").rows, 2u);
}

TEST(Excel, EmptyColumnsAtTheEndAreNone) {
  const Dataset data = read_text("user,item,rating,,\n1,2,3,,\n4,5,1,,\n6,7,2\n");
  EXPECT_EQ(data.rows, 3u);
  EXPECT_THAT(names(data), ElementsAre("user", "item", "rating"));
  EXPECT_THAT(joined_notes(data), HasSubstr("cells 4, 5 of the lines"));
  EXPECT_THAT(joined_notes(data), Not(HasSubstr("may name besides")));
}

TEST(TrailingDelimiter, IsNoCell) {
  EXPECT_EQ(read_text("user\titem\trating\n1\t2\t3\t\n4\t5\t1\t\n").rows, 2u);
  EXPECT_EQ(read_text("user\titem\trating\t\n1\t2\t3\n4\t5\t1\n").rows, 2u);
  const Dataset plain = read_text("1,2,3,\n4,5,1,\n");
  EXPECT_EQ(plain.rows, 2u);
  EXPECT_TRUE(plain.time.empty());
  EXPECT_EQ(read_text("1::2::3::\n4::5::1::\n").target()[1], 1);
}

TEST(TrailingDelimiter, OfTheRowsAloneDoesNotHideTheDelimiter) {
  std::string text = "user\titem\trating\n";
  for (int i = 0; i < 250; ++i) text += "u" + std::to_string(i % 9) + "\ttown" + (i < 220 ? "\t3\t\n" : " hall\t3\t\n");
  EXPECT_EQ(read_text(text).rows, 250u);
}

TEST(TrailingDelimiter, IsNoCellOfAJoinedTable) {
  const Folder folder;
  const std::string rows = folder.write("r.csv", "user,item,rating\n1,2,3\n4,5,1\n");
  DataOptions options;
  options.join = {folder.write("t.txt", "user\tage\n1\t30\t\n4\t41\t\n") + ":user"};
  options.skip_bad_lines = true;
  const Dataset data = read_files({rows}, options);
  EXPECT_EQ(data.bad_lines, 0u);
  EXPECT_THAT(values_of_rows(data, "age"), ElementsAre("30", "41"));
}

TEST(TrailingDelimiter, DoesNotHideACell) {
  const Folder folder;
  EXPECT_THAT(error_of({folder.write("a.csv", "user,item,rating\n1,2,3,\n4,5,1,x\n3,5,1,\n")}),
              HasSubstr("a.csv:3: the line has 4 columns, expected 3"));
}

TEST(Quotes, AreOrdinaryWhereTheyDoNotEncloseCells) {
  std::string text;
  for (int i = 0; i < 50; ++i) text += "u" + std::to_string(i % 9) + "\tart" + std::to_string(i % 5) + "\t3\n";
  const std::string strays = "u1\t\"Once\" more\t4\nu2\t\"unfinished\t2\nu3\t12\" single\t1\n";
  for (const std::string& all : {strays + text, text + strays, text + text + text + text + text + strays}) {
    const Dataset data = read_text(all, with("header", "no"));
    EXPECT_EQ(data.rows % 50, 3u);
    EXPECT_NE(data.schema.fields[1].vocabulary.code("\"Once\" more"), 0u);
    EXPECT_NE(data.schema.fields[1].vocabulary.code("\"unfinished"), 0u);
    EXPECT_THAT(joined_notes(data), HasSubstr("say --quote double"));
  }
}

TEST(Quotes, EncloseTheCellsOfTabSeparatedTextAsTheyDoElsewhere) {
  const Dataset data = read_text("user\titem\trating\n1\t\"a\tb\"\t3\n2\t\"say \"\"hi\"\"\"\t4\n3\t\"x\ny\"\t5\n");
  EXPECT_THAT(values_of_rows(data, "item"), ElementsAre("a\tb", "say \"hi\"", "x\ny"));
  const Folder folder;
  EXPECT_THAT(
      error_of({folder.write("q.txt", "\"user\"\t\"item\"\t\"rating\"\n\"1\"\t\"2\"\t\"3\"\n\"4\"\t\"5\" x\t\"1\"\n")}),
      HasSubstr("q.txt:3:2: text follows a closing quote"));
}

TEST(Quotes, AFaultyOneBetweenCommasIsAnErrorThatNamesTheOption) {
  const Folder folder;
  const std::string path = folder.write("a.csv", "user,item,rating\n1,\"Once\" more,3\n2,5,1\n");
  EXPECT_THAT(error_of({path}), HasSubstr("say --quote none if quotes are ordinary characters"));
  EXPECT_EQ(read_files({path}, with("quote", "none")).rows, 2u);
}

TEST(Backslashes, StandBeforeQuotesAndDelimitersWhereTheLinesShowIt) {
  const Dataset quoted = read_text(R"("user";"item";"rating"
"1";"The \"Real\" Story";"3"
"2";"A \"quoted; one\" tale";"4"
"3";"C:\temp";"1"
)");
  EXPECT_THAT(values_of_rows(quoted, "item"), ElementsAre("The \"Real\" Story", "A \"quoted; one\" tale", "C:\\temp"));
  EXPECT_THAT(joined_notes(quoted), HasSubstr("a backslash in"));
  const Dataset plain =
      read_text("user,item,rating\n1,Town\\, The,3\n2,Mill,4\n3,\\Nx,5\n4,a\\\\b,5\n", with("item", "2"));
  EXPECT_THAT(values_of_rows(plain, "item"), ElementsAre("Town, The", "Mill", "\\Nx", "a\\b"));
}

TEST(Backslashes, AreOrdinaryWhereQuotesAreDoubled) {
  const Dataset data = read_text("user,item,rating\n1,\"a \\\"\"b\"\"\",3\n2,C:\\x,4\n");
  EXPECT_THAT(values_of_rows(data, "item"), ElementsAre("a \\\"b\"", "C:\\x"));
}

TEST(Parts, EmptyOnesDoNotMatter) {
  const Folder folder;
  const std::string header = "user,item,rating\n";
  const std::vector<std::string> parts = {folder.write("p0", ""), folder.write("p1", header + "1,2,3\n"),
                                          folder.write("p2", header), folder.write("p3", " \n\n"),
                                          folder.write("p4", header + "4,5,1\n")};
  const Dataset data = read_files(parts);
  EXPECT_EQ(data.rows, 2u);
  EXPECT_THAT(joined_notes(data), HasSubstr("p0 is empty: left out"));
  EXPECT_THAT(error_of({parts[0], parts[3]}), HasSubstr("the file is empty"));
  const std::vector<std::string> sparse = {folder.write("e.ffm", ""),
                                           folder.write("s.ffm", "1 0:3:1 1:4:1\n0 0:5:1 1:4:1\n")};
  EXPECT_EQ(read_files(sparse).rows, 2u);
}

TEST(Parts, WithAHeaderAndWithoutAreReadByPlace) {
  const Folder folder;
  const std::string named = folder.write("a.csv", "rating,user,item\n3,1,2\n"),
                    plain = folder.write("b.csv", "4,7,8\n");
  const Dataset data = read_files({named, plain});
  EXPECT_THAT(values_of_rows(data, "user"), ElementsAre("1", "7"));
  EXPECT_EQ(data.target()[1], 4);
  EXPECT_THAT(joined_notes(data), HasSubstr("b.csv has no header line, unlike"));
  EXPECT_EQ(
      read_files({folder.write("c.csv", "1,2,3\n"), folder.write("d.csv", "user,item,rating\n4,5,1\n")}).target()[1],
      1);
  EXPECT_THAT(error_of({named, folder.write("e.csv", "4,7\n")}), HasSubstr("and 2 columns, expected 3"));
}

TEST(Sparse, CommasSeparateAsBlanksDo) {
  const Dataset data = read_text("1,0:47:1,1:12:0.5\n0,0:42:1,1:13:1\n", {}, "c.ffm");
  EXPECT_THAT(names(data), ElementsAre("field0", "field1", "target"));
  EXPECT_EQ(data.target()[1], 0);
  EXPECT_THAT(values(data, "field1"), ElementsAre("12:0.5", "13:1"));
  EXPECT_THAT(names(read_text("1,3:0.5,7:1\n-1,2:1\n", {}, "c.svm")), ElementsAre("features", "target"));
  EXPECT_THAT(names(read_text("1,12:30:00,13:45:10\n2,11:00:05,12:00:00\n", with("target", "1"), "clock.csv")),
              ElementsAre("c2", "c3", "c1"));
}

TEST(Sparse, LinesWithoutLabelsHaveNoTarget) {
  const Dataset data = read_text("0:47:1 1:12:1\n0:42:1 1:13:1\n", {}, "c.ffm");
  EXPECT_THAT(names(data), ElementsAre("field0", "field1"));
  EXPECT_FALSE(data.has_target());
  EXPECT_THAT(joined_notes(data), HasSubstr("without labels"));
  EXPECT_EQ(read_text("3:0.5 7:1\n2:1\n", {}, "c.svm").rows, 2u);
}

}  // namespace
}  // namespace interplay
