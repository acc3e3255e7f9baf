// How columns of numbers and times are read, which their cells decide.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "interplay/encode.h"
#include "read/layout.h"
#include "read/reader_files.h"

namespace interplay {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

// Ratings with these times, one row each.
std::string timed(const std::vector<std::string>& times, const std::string& quote = "") {
  std::string text = "user,item,rating,timestamp\n";
  for (std::size_t i = 0; i < times.size(); ++i)
    text += std::to_string(i % 3) + "," + std::to_string(i % 2) + ",4," + quote + times[i] + quote + "\n";
  return text;
}

std::string error_of_text(const std::string& text, const DataOptions& options = {}) {
  const Folder folder;
  return error_of({folder.write("a.csv", text)}, options);
}

TEST(TimeColumns, AreSecondsWhateverTheirUnit) {
  const struct {
    const char *one, *two, *reading;
  } cases[] = {{"1577836800", "1577923200", ""},
               {"1577836800000", "1577923200000", "time ms"},
               {"1577836800000000", "1577923200000000", "time us"},
               {"1577836800000000000", "1577923200000000000", "time ns"},
               {"1.5778368E12", "1.5779232E12", "time ms"},
               {"20200101", "20200102", "time %Y%m%d"},
               {"20200101000000", "20200102000000", "time %Y%m%d%H%M%S"},
               {"2020-01-01", "2020-01-02", ""},
               {"2020-01-01 00:00:00+00:00", "2020-01-02 05:30:00+05:30", ""},
               {"2020-01-01T00:00:00.000Z", "2020-01-02T05:30:00+0530", ""},
               {"2020/01/01", "2020/01/02 00:00", "time %Y/%m/%d"},
               {"1.1.2020", "2.1.2020 00:00", "time %d.%m.%Y"},
               {"01-Jan-2020", "02-Jan-2020", "time %d-%b-%Y"},
               {"Jan 1 2020", "Jan 2 2020 12:00 AM", "time %b %d %Y"},
               {"Wed Jan 01 00:00:00 +0000 2020", "Thu Jan 02 00:00:00 +0000 2020", "time %a %b %d %H:%M:%S %z %Y"}};
  for (const auto& [one, two, reading] : cases) {
    const Dataset data = read_text(timed({one, two}));
    ASSERT_EQ(data.time.size(), 2u) << one << joined_notes(data);
    EXPECT_THAT(data.time, ElementsAre(1577836800, 1577923200)) << one;
    EXPECT_EQ(field(data, "timestamp").reading, reading);
    const bool said = joined_notes(data).find("timestamp is read as ") != std::string::npos;
    EXPECT_EQ(said, !std::string(reading).empty()) << one;
  }
  EXPECT_THAT(joined_notes(read_text(timed({"1577836800000"}))),
              HasSubstr("timestamp is read as milliseconds since 1970, such as '1577836800000'; say --time-format"));
}

TEST(TimeColumns, KeepSmallNumbersAndSentinels) {
  EXPECT_THAT(read_text(timed({"0", "1", "20190000", "7"})).time, ElementsAre(0, 1, 20190000, 7));
  EXPECT_THAT(read_text(timed({"20201301", "20200101"})).time, ElementsAre(20201301, 20200101));  // no 13th month
  EXPECT_THAT(read_text(timed({"0", "1577836800000", "1577836800500"})).time, ElementsAre(0, 1577836800, 1577836800.5));
  DataOptions options;
  options.time_format = "s";
  EXPECT_THAT(read_text(timed({"20200101"}), options).time, ElementsAre(20200101));
  EXPECT_THAT(read_text(timed({"1577836800000"}), options).time, ElementsAre(1577836800000));
}

TEST(TimeColumns, OfMixedUnitsAreRefused) {
  std::vector<std::string> times(300, "1577836800000");
  times.push_back("1577836800");
  EXPECT_THAT(error_of_text(timed(times)),
              HasSubstr("a.csv:302:4: timestamp is '1577836800', expected milliseconds since 1970"));
  EXPECT_THAT(error_of_text(timed({"1577836800", "1577836801", "1577836800000"})),
              HasSubstr("timestamp is '1577836800000', expected a number of seconds or a date"));
}

TEST(TimeColumns, DecideWhetherTheMonthOrTheDayIsFirst) {
  EXPECT_THAT(read_text(timed({"1/2/2020", "1/31/2020"})).time, ElementsAre(1577923200, 1580428800));
  EXPECT_THAT(read_text(timed({"2/1/2020", "31/1/2020 00:00:00"})).time, ElementsAre(1577923200, 1580428800));
  EXPECT_THAT(read_text(timed({"5/5/2020"})).time, ElementsAre(1588636800));  // the same either way
  // The first lines leave it open and a later one does not.
  std::vector<std::string> times(400, "2/1/2020");
  times.push_back("31/1/2020");
  const Dataset data = read_text(timed(times));
  EXPECT_EQ(data.time.front(), 1577923200);
  EXPECT_EQ(data.time.back(), 1580428800);
  EXPECT_THAT(joined_notes(data), HasSubstr("timestamp is read as times written as %d/%m/%Y, day first, such as"));
}

TEST(TimeColumns, AskWhereBothWouldDo) {
  const std::string text = timed({"1/2/2020", "3/4/2020", "5/5/2020"});
  EXPECT_THAT(error_of_text(text),
              HasSubstr("a.csv: column 'timestamp' has dates such as '1/2/2020' and '3/4/2020', where the month or "
                        "the day may stand first; say --time-format '%m/%d/%Y' or --time-format "
                        "'%d/%m/%Y', or --time none to leave it out"));
  DataOptions options;
  options.time_format = "%d/%m/%Y";
  EXPECT_THAT(read_text(text, options).time, ElementsAre(1580515200, 1585872000, 1588636800));
  options.time_format = "";
  options.time = "none";
  EXPECT_THAT(read_text(text, options).time, IsEmpty());
}

TEST(TimeColumns, FollowTheFormatThatIsGiven) {
  DataOptions options;
  options.time_format = "%H:%M on %d %m %y";
  EXPECT_THAT(read_text(timed({"12:30 on 05 01 20"}), options).time, ElementsAre(1578227400));
  EXPECT_THAT(error_of_text(timed({"5.1.2020"}), options),
              HasSubstr("timestamp is '5.1.2020', expected a time written as %H:%M on %d %m %y"));
  for (const char* wrong : {"%H:%M", "%q", "minutes"}) {
    options.time_format = wrong;
    EXPECT_THAT(error_of_text(timed({"5.1.2020"}), options),
                StartsWith("time_format is '" + std::string(wrong) + "', and "))
        << wrong;
  }
}

TEST(TimeColumns, ThatAreNoTimesAreNamed) {
  const Dataset data = read_text(timed({"in May", "soon"}));
  EXPECT_THAT(data.time, IsEmpty());
  EXPECT_THAT(joined_notes(data),
              HasSubstr("column 4 'timestamp' is named like a time, but is none, as its cells, such as "
                        "'in May', are written in no known way; say --time-format to read it"));
}

TEST(NumberColumns, OfTargetsAreReadAsTheyAreWritten) {
  const auto target = [](const std::vector<std::string>& cells) {
    std::string text = "user;item;rating\n";
    for (const std::string& cell : cells) text += "1;2;" + cell + "\n";
    return values(read_text(text), "rating");
  };
  EXPECT_THAT(target({"3,5", "4", "0,25"}), ElementsAre("3.5", "4", "0.25"));
  EXPECT_THAT(target({"1.234,5", "999,5", "1.000"}), ElementsAre("1234.5", "999.5", "1000"));
  EXPECT_THAT(target({"1,234.5", "987", "2,000"}), ElementsAre("1234.5", "987", "2000"));
  EXPECT_THAT(target({"1,234,567", "1,000"}), ElementsAre("1234567", "1000"));
  EXPECT_THAT(target({"$12.50", "$1,234"}), ElementsAre("12.5", "1234"));
  EXPECT_THAT(target({"\xE2\x82\xAC 1.234", "\xE2\x82\xAC 12,50"}), ElementsAre("1234", "12.5"));
  EXPECT_THAT(target({"45%", "4.5%"}), ElementsAre("45", "4.5"));
  EXPECT_THAT(target({"1.234", "0.5"}), ElementsAre("1.234", "0.5"));
  EXPECT_THAT(target({"True", "False", "true"}), ElementsAre("1", "0", "1"));
  EXPECT_THAT(target({"no", "yes", "no"}), ElementsAre("0", "1", "0"));
}

TEST(NumberColumns, SayHowTheyAreRead) {
  EXPECT_THAT(joined_notes(read_text("user;item;rating\n1;2;3,5\n1;3;4\n")),
              HasSubstr("rating is read as numbers with a decimal comma, such as '3,5'; say --decimal to choose"));
  EXPECT_THAT(joined_notes(read_text("user,item,rating\n1,2,$3.5\n")),
              HasSubstr("rating is read as numbers in $ with a decimal point, such as '$3.5'"));
  EXPECT_THAT(joined_notes(read_text("user,item,rating\n1,2,True\n1,3,False\n")),
              HasSubstr("rating is read as 1 for true and 0 for false"));
  EXPECT_THAT(joined_notes(read_text("user,item,rating\n1,2,3.5\n")), Not(HasSubstr("rating is read")));
}

TEST(NumberColumns, AskWhereTheCommaMayBeBoth) {
  const std::string text = "user;item;rating\n1;2;1,234\n1;3;2,500\n1;4;7\n";
  EXPECT_THAT(error_of_text(text),
              HasSubstr("a.csv: column 'rating' has cells such as '1,234' and '2,500', whose comma may be a decimal "
                        "mark or stand between thousands; say --decimal comma or --decimal point"));
  DataOptions options;
  options.decimal = "comma";
  EXPECT_THAT(values(read_text(text, options), "rating"), ElementsAre("1.234", "2.5", "7"));
  options.decimal = "point";
  EXPECT_THAT(values(read_text(text, options), "rating"), ElementsAre("1234", "2500", "7"));
  options.decimal = "comma";
  EXPECT_THAT(values(read_text("user;item;rating\n1;2;1.234\n", options), "rating"), ElementsAre("1234"));
  EXPECT_THAT(values(read_text("user;item;rating\n1;2;0.25\n", options), "rating"), ElementsAre("0.25"));
}

TEST(NumberColumns, AreDecidedByAllCellsWhereTheFirstDoNotTell) {
  std::string text = "user;item;rating\n";
  for (int i = 0; i < 500; ++i) text += "1;2;4\n";
  EXPECT_THAT(values(read_text(text + "1;2;4,5\n"), "rating").back(), "4.5");
  EXPECT_THAT(error_of_text(text + "1;2;$5\n1;2;4.5\n"),
              HasSubstr("a.csv:502:3: rating is '$5', expected a finite number"));
}

TEST(NumberColumns, OfFeaturesAreNumbersToo) {
  const Dataset data =
      read_text("y;price;share;size;code;tags\n1;$1,200.50;5%;1,5;555 123 456;3,5,7\n0;$3;15%;2,25;555 123 999;1,2\n");
  EXPECT_THAT(values(data, "price"), ElementsAre("1200.5", "3"));
  EXPECT_THAT(values(data, "share"), ElementsAre("5", "15"));
  EXPECT_THAT(values(data, "size"), ElementsAre("1.5", "2.25"));
  DataOptions options;
  options.decimal = "comma";
  EXPECT_THAT(values(read_text("y;size;n\n1;1.500;1\n0;2.500;2\n", options), "size"), ElementsAre("1500", "2500"));
  EXPECT_EQ(field(data, "price").reading, "decimal . unit $");
  EXPECT_EQ(field(data, "size").reading, "decimal ,");
  EXPECT_EQ(field(data, "code").kind, Kind::categorical);
  EXPECT_EQ(field(data, "tags").kind, Kind::categorical);
  EXPECT_THAT(joined_notes(data),
              HasSubstr("size is read as numbers with a decimal comma, such as '1,5'; say --categorical"));
  EXPECT_THAT(joined_notes(read_text("y;size\n1;1,500\n0;2,500\n")),
              HasSubstr("size is read as categories, as the comma of '1,500' may be a decimal mark or stand between "
                        "thousands; say --decimal comma or --decimal point to have numbers"));
}

TEST(Readings, OfAModelAreThoseOfItsData) {
  const Dataset trained = read_text("user;item;rating;when\n1;2;1.234,5;13/1/2020\n1;3;2,5;1/1/2020\n", [] {
    DataOptions options;
    options.time = "when";
    return options;
  }());
  const Star star = star_of(trained);
  const Folder folder;
  const std::vector<std::string> paths = {folder.write("b.csv", "user;item;rating;when\n1;2;1,250;2/1/2020\n")};
  DataOptions options;
  options.time = "when";
  const Dataset scored = read_with_layout(paths, options, star);
  EXPECT_THAT(values(scored, "rating"), ElementsAre("1.25"));  // alone, it would have to be asked
  EXPECT_THAT(scored.time, ElementsAre(1577923200));
}

TEST(Ids, ThatPassedThroughFloatsAreIntegers) {
  const Dataset data = read_text("user,item,rating\n3.0,1,4\n12.0,2,5\n3,3,1\n");
  EXPECT_THAT(values_of_rows(data, "user"), ElementsAre("3", "12", "3"));
  EXPECT_THAT(values_of_rows(read_text("user,item,rating\n7.0,x,4\n+7,y,5\n"), "user"), ElementsAre("7.0", "+7"));
  const Vocabulary integers = Vocabulary::of_integers({3, 12}), strings = Vocabulary::of_strings({"3.0", "x"});
  EXPECT_EQ(integers.code("12.0"), 2u);
  EXPECT_EQ(integers.code("12.5"), 0u);
  EXPECT_EQ(strings.code(std::int64_t{3}), 1u);
}

TEST(Header, IsNoRowOfNumbersInAnyWriting) {
  EXPECT_EQ(read_text("ann;heat;3,5\nbob;ran;4,5\nann;ran;1,5\n").rows, 3u);
  EXPECT_EQ(read_text("ann,heat,$3.5\nbob,ran,$4.5\nann,ran,$1.5\n").rows, 3u);
  EXPECT_EQ(read_text("who;what;how much\nbob;ran;4,5\nann;ran;1,5\n").rows, 2u);
}

TEST(NumberColumns, OfDecimalCommasAreNoIdsOfSingleRows) {
  std::string text = "user;item;rating;price\n";
  for (int i = 0; i < 60; ++i)
    text += std::to_string(i % 7) + ";" + std::to_string(i % 11) + ";" + std::to_string(1 + i % 5) + ";" +
            std::to_string(100 + 37 * i) + "," + std::to_string(1001 + i) + "\n";
  const Dataset data = read_text(text);
  EXPECT_THAT(joined_notes(data), Not(HasSubstr("left out")));
  EXPECT_THAT(joined_notes(data), HasSubstr("--fields may name besides: price"));
}

}  // namespace
}  // namespace interplay
