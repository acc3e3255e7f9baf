// Ways in which cells of text write numbers and times.
#include "data/text/reading.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <chrono>
#include <cstdio>
#include <optional>
#include <stdexcept>

#include "data/text/numbers.h"
#include "data/text/times.h"

namespace interplay {
namespace {

constexpr double noon = 1578227400;  // 2020-01-05 12:30:00 UTC

TEST(ParseTime, TakesZonesAndFractions) {
  for (const char* text :
       {"2020-01-05 12:30:00.000000+00:00", "2020-01-05T12:30:00Z", "2020-01-05T12:30Z", "2020-01-05 12:30:00 UTC",
        "2020-01-05T18:00:00+0530", "2020-01-05T18:00:00.000+05:30", "2020-01-05 09:30:00-03",
        "2020-01-05T12:30:00 GMT", "2020-01-05 07:30:00 EST", "2020-01-05 12:30 PM", "2020-01-05, 12:30:00"})
    EXPECT_EQ(parse_time(text), noon) << text;
  EXPECT_EQ(parse_time("2020-01-05T12:30:00,250+01:00"), noon - 3600 + 0.25);
  for (const char* text : {"2020-01-05T12:30:00+", "2020-01-05T12:30:00+5", "2020-01-05 12:30 XYZ", "2020-01-05 24:01",
                           "2020-01-05 13:30 PM", "2020-01-05 12:30Zoo", "2020-02-30", "20-01-05"})
    EXPECT_EQ(parse_time(text), std::nullopt) << text;
}

TEST(ParseTime, FollowsAFormat) {
  const struct {
    const char *format, *text;
  } cases[] = {{"%Y%m%d%H%M%S", "20200105123000"},
               {"%Y%m%d%H%M", "202001051230"},
               {"%Y/%m/%d", "2020/01/05 12:30"},
               {"%m/%d/%Y", "1/5/2020 12:30:00 PM"},
               {"%m/%d/%y", "01/05/20 12:30"},
               {"%d.%m.%Y", "5.1.2020 12:30"},
               {"%d %b %Y", "05 Jan 2020 12:30:00 +0000"},
               {"%a, %d %b %Y", "Sun, 05 Jan 2020 13:30:00 +0100"},
               {"%b %d, %Y", "January 5, 2020 12:30 pm"},
               {"%b %d, %Y", "jan. 5, 2020 12:30"},
               {"%d-%b-%Y", "05-Jan-2020 12:30"},
               {"%a %b %d %H:%M:%S %z %Y", "Sun Jan 05 12:30:00 +0000 2020"},
               {"%a %b %d %H:%M:%S %Y", "Sun Jan  5 12:30:00 2020"},
               {"%a %b %d %Y", "Sun Jan 05 2020 13:30:00 GMT+0100 (CET)"},
               {"%d/%b/%Y:%H:%M:%S %z", "05/Jan/2020:04:30:00 -0800"},
               {"%Y-%j %T", "2020-005 12:30:00"},
               {"%F %R", "2020-01-05 12:30"},
               {"%I.%M%p on %D", "12.30PM on 01/05/20"},
               {"@%s", "@1578227400"},
               {"%Y%m%dT%H%M%S%z", "20200105T143000+0200"},
               {"%Y-%m-%d %H:%M:%S.%f", "2020-01-05 12:30:00.000"}};
  for (const auto& [format, text] : cases) {
    EXPECT_EQ(fault_of_time_format(format), "") << format;
    EXPECT_EQ(parse_time(text, format), noon) << format << " of " << text;
  }
  EXPECT_EQ(parse_time("31.12.69", "%d.%m.%y"), -86400.0);
  EXPECT_EQ(parse_time("31/04/2020", "%d/%m/%Y"), std::nullopt);
  EXPECT_EQ(parse_time("2020015", "%Y%m%d"), std::nullopt);  // digits that nothing separates all count
  EXPECT_EQ(parse_time("5.1.2020 and so on", "%d.%m.%Y"), std::nullopt);
  EXPECT_EQ(parse_time("12:30 5.1.2020 x", "%H:%M %d.%m.%Y"), std::nullopt);
  EXPECT_NE(fault_of_time_format("%d.%m."), "");
  EXPECT_NE(fault_of_time_format("%Y-%q"), "");
  EXPECT_NE(fault_of_time_format("%Y-%"), "");
}

// Every day of four centuries, as the calendar of the standard library has it.
RC_GTEST_PROP(ParseTime, AgreesWithTheCalendar, ()) {
  using namespace std::chrono;
  const int number = *rc::gen::inRange(-100000, 50000);
  const year_month_day date{sys_days(days(number))};
  char text[32];
  const auto year_number = static_cast<int>(date.year());
  const auto month_number = static_cast<unsigned>(date.month()), day_number = static_cast<unsigned>(date.day());
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", year_number, month_number, day_number);
  RC_ASSERT(parse_time(text) == number * 86400.0);
  std::snprintf(text, sizeof text, "%u/%u/%04d", month_number, day_number, year_number);
  RC_ASSERT(parse_time(text, "%m/%d/%Y") == number * 86400.0);
}

TEST(UnitBySize, TellsSecondsFromFinerUnits) {
  for (const double time : {1e8, 881250949.0, 1578249360.0, 4e9}) {
    EXPECT_EQ(unit_by_size(time).name, "s");
    EXPECT_EQ(unit_by_size(time * 1e3).name, "ms");
    EXPECT_EQ(unit_by_size(time * 1e6).name, "us");
    EXPECT_EQ(unit_by_size(time * 1e9).name, "ns");
  }
  EXPECT_EQ(unit_by_size(0).name, "s");
}

TEST(NumberReading, TakesMarksGroupsAndUnits) {
  const struct {
    char decimal;
    const char *unit, *text;
    double value;
  } cases[] = {{',', "", "3,5", 3.5},
               {',', "", "1.234,5", 1234.5},
               {',', "", "1.234", 1234},
               {',', "", "1.234.567", 1234567},
               {',', "", "12", 12},
               {',', "", "-0,25", -0.25},
               {',', "", ",5", 0.5},
               {',', "", "1 234,5", 1234.5},
               {',', "",
                "1\xC2\xA0"
                "234,5",
                1234.5},
               {',', "",
                "\xE2\x88\x92"
                "3,5",
                -3.5},
               {',', "", "1,5e3", 1500},
               {',', "\xE2\x82\xAC", "3,50 \xE2\x82\xAC", 3.5},
               {',', "\xE2\x82\xAC", "3,50\xC2\xA0\xE2\x82\xAC", 3.5},
               {'.', "", "1,234.5", 1234.5},
               {'.', "", "12,34,567", 1234567},
               {'.', "", "1'234.5", 1234.5},
               {'.', "", "1.5e3", 1500},
               {'.', "$", "$12.50", 12.5},
               {'.', "$", "-$1,234.50", -1234.5},
               {'.', "$", "$-3", -3},
               {'.', "$", "($3.25)", -3.25},
               {'.', "$", "0", 0},
               {'.', "EUR", "EUR 12.50", 12.5},
               {'.', "%", "45%", 45},
               {'.', "%", "4.5 %", 4.5}};
  for (const auto& [decimal, unit, text, value] : cases)
    EXPECT_EQ((NumberReading{decimal, unit}.parse(text)), value) << decimal << unit << " of " << text;
  for (const char* text :
       {"", "3.5", "1.23", "1.2345", "0.123", "1,2,3", "12.34.56", "x", ",", "1 2", "1.234 567", "--3"})
    EXPECT_EQ((NumberReading{',', ""}.parse(text)), std::nullopt) << text;
  for (const char* text : {"1,23", "1,2345", "0,123", ",123", "123,", "1234,567", "1.5.2", "$5", "5%", "1,234,56"})
    EXPECT_EQ((NumberReading{'.', ""}.parse(text)), std::nullopt) << text;
}

TEST(WordReading, TakesWordsAndTheirNumbers) {
  const WordReading reading{"true", "false"};
  EXPECT_EQ(reading.parse("True"), 1.0);
  EXPECT_EQ(reading.parse("FALSE"), 0.0);
  EXPECT_EQ(reading.parse("1"), 1.0);
  EXPECT_EQ(reading.parse("0.0"), 0.0);
  for (const char* text : {"", "yes", "2", "truee"}) EXPECT_EQ(reading.parse(text), std::nullopt) << text;
}

TEST(TimeReading, RefusesNumbersOfAnotherUnit) {
  const TimeReading milliseconds{"ms"};
  EXPECT_EQ(milliseconds.parse("1578227400250"), noon + 0.25);
  EXPECT_EQ(milliseconds.parse("0"), 0.0);
  EXPECT_EQ(milliseconds.parse("1578227400"), std::nullopt);
  EXPECT_EQ(milliseconds.parse("1578227400000000"), std::nullopt);
  EXPECT_EQ((TimeReading{"ms", false}.parse("1578227400")), 1578227.4);
}

TEST(Reading, NamesReadBack) {
  for (const char* text : {"decimal ,", "decimal .", "decimal , unit \xE2\x82\xAC", "decimal . unit US$",
                           "words true false", "time ms", "time %d.%m.%Y", "time %a %b %d %H:%M:%S %Y"})
    EXPECT_EQ(name(reading_named(text)), text);
  for (const char* text :
       {"", "decimal", "decimal ;", "decimal , $", "words true", "words a b c", "time", "time min", "time %q", "roman"})
    EXPECT_THROW(reading_named(text), std::invalid_argument) << text;
}

TEST(WholeId, IsAnIntegerOrOneWithAFractionOfZeros) {
  EXPECT_EQ(whole_id("3"), 3);
  EXPECT_EQ(whole_id("3.0"), 3);
  EXPECT_EQ(whole_id("-12.000"), -12);
  for (const char* text : {"", "3.", "3.5", "3.01", "03.0", "+3.0", "3.0.0", ".0", "1e3"})
    EXPECT_EQ(whole_id(text), std::nullopt) << text;
}

}  // namespace
}  // namespace interplay
