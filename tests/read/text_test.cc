// Decompression, encodings, numbers, lines and cells: what lies below the readers.
#include "read/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "data/text/dictionary.h"
#include "data/text/numbers.h"
#include "data/text/times.h"
#include "read/parse/records.h"
#include "read/reader_files.h"

namespace interplay {
namespace {

Text decoded(std::string_view bytes, const std::string& encoding = "auto") {
  return decode({"text", bytes, nullptr}, encoding, TaskPool(2));
}

TEST(Decode, LeavesUtf8Alone) {
  const Text text = decoded("caf\xC3\xA9\n");
  EXPECT_EQ(text.bytes, "caf\xC3\xA9\n");
  EXPECT_FALSE(text.from_latin1);
}

TEST(Decode, FallsBackToWindows1252) {
  const Text text = decoded("caf\xE9 \x80 5, Schindler\x92s\x81\n");
  EXPECT_EQ(text.bytes, "caf\xC3\xA9 \xE2\x82\xAC 5, Schindler\xE2\x80\x99s\xC2\x81\n");
  EXPECT_TRUE(text.from_latin1);
  EXPECT_EQ(decoded("\x92", "windows-1252").bytes, "\xE2\x80\x99");
  EXPECT_EQ(decoded("\x92", "latin-1").bytes, "\xC2\x92");
  EXPECT_EQ(decoded("\xC3\xA9", "windows-1252").bytes, "\xC3\x83\xC2\xA9");
}

TEST(Decode, MendsTheFewLinesThatAreNoUtf8) {
  std::string good;
  for (int i = 0; i < 5; ++i) good += "Am\xC3\xA9lie\n";
  const Text text = decoded(good + "caf\xE9 d'\xC3\xA9t\xC3\xA9 \x93x\xE2\x82\n" + good);
  EXPECT_EQ(text.bytes, good + "caf\xC3\xA9 d'\xC3\xA9t\xC3\xA9 \xE2\x80\x9Cx\xC3\xA2\xE2\x80\x9A\n" + good);
  EXPECT_FALSE(text.from_latin1);
  EXPECT_EQ(text.mended_lines, 1u);
  EXPECT_EQ(text.line_of(text.first_mended), 6u);
  // Where lines of either kind are as many, one was valid by chance.
  EXPECT_TRUE(decoded("Am\xC3\xA9lie\ncaf\xE9\n").from_latin1);
  // The last line may lack its newline.
  EXPECT_EQ(decoded(good + "\xE9").bytes, good + "\xC3\xA9");
}

TEST(Decode, ReadsUtf16AndWhatIconvKnows) {
  using namespace std::string_literals;
  for (const std::string& bytes :
       {"\xFF\xFE"s + "a\0\xE9\0\n\0"s, "\xFE\xFF"s + "\0a\0\xE9\0\n"s, "\xFF\xFE\0\0a\0\0\0\xE9\0\0\0\n\0\0\0"s}) {
    const Text text = decoded(bytes);
    EXPECT_EQ(text.bytes, "a\xC3\xA9\n");
    EXPECT_TRUE(text.transcoded_from.starts_with("UTF-"));
  }
  EXPECT_EQ(decoded("a\0b\0\n\0"s).bytes, "ab\n");
  EXPECT_EQ(decoded("\0a\0b\0\n"s).bytes, "ab\n");
  EXPECT_EQ(decoded("\xD4", "windows-1251").bytes, "\xD0\xA4");
  EXPECT_EQ(decoded("\x93\xFA\n", "Shift_JIS").bytes, "\xE6\x97\xA5\n");
  // Longer than the pieces that are converted at once.
  std::string wide, plain;
  for (int i = 0; i < 700'000; ++i) {
    wide += "\xE9\0"s;
    plain += "\xC3\xA9";
  }
  EXPECT_EQ(decoded("\xFF\xFE"s + wide).bytes, plain);
}

TEST(Decode, TurnsCarriageReturnsAloneIntoNewlines) {
  const Text text = decoded("a,b\r1,2\r3,4");
  EXPECT_EQ(text.bytes, "a,b\n1,2\n3,4");
  EXPECT_TRUE(text.had_returns);
  EXPECT_EQ(decoded("a,b\r\n1,2\r3\n").bytes, "a,b\r\n1,2\r3\n");
  EXPECT_EQ(decoded("a,b\r").bytes, "a,b\r");
}

TEST(Decode, TakesTheByteOrderMarkAway) {
  EXPECT_EQ(decoded("\xEF\xBB\xBF"
                    "a,b")
                .bytes,
            "a,b");
}

TEST(Decode, ScansAcrossRanges) {
  // A two-byte character across the border of two scan ranges is no error.
  std::string bytes((std::size_t{1} << 20) - 1, 'a');
  bytes += "\xC3\xA9";
  bytes += "\"";
  const Text text = decoded(bytes);
  EXPECT_FALSE(text.from_latin1);
  EXPECT_TRUE(text.has_quote);
  EXPECT_FALSE(text.has_nul);
}

RC_GTEST_PROP(LineRanges, CoverTheTextAndEndAfterNewlines, (std::vector<std::uint8_t> lengths)) {
  std::string text;
  for (const std::uint8_t length : lengths) text += std::string(length % 9, 'x') + "\n";
  const auto size = *rc::gen::inRange<std::size_t>(1, 40);
  std::size_t position = 0;
  for (const Range range : line_ranges(text, 0, size)) {
    RC_ASSERT(range.begin == position);
    RC_ASSERT(range.end > range.begin);
    RC_ASSERT(text[range.end - 1] == '\n');
    position = range.end;
  }
  RC_ASSERT(position == text.size());
}

TEST(ParseNumber, TakesDecimalNumbersOnly) {
  EXPECT_EQ(parse_number("4"), 4.0);
  EXPECT_EQ(parse_number("4.0"), 4.0);
  EXPECT_EQ(parse_number("1e3"), 1000.0);
  EXPECT_EQ(parse_number("-.5"), -0.5);
  EXPECT_EQ(parse_number("+2"), 2.0);
  EXPECT_EQ(parse_number("123456789012345678"), 123456789012345678.0);
  for (const char* text :
       {"", "nan", "inf", "-inf", "infinity", "0x10", "1e999", "1,5", "1 ", " 1", "+-1", "++1", "1e", "."})
    EXPECT_EQ(parse_number(text), std::nullopt) << text;
}

RC_GTEST_PROP(ParseNumber, ReadsBackDoubles, (double value)) {
  RC_PRE(std::isfinite(value));
  char text[64];
  std::snprintf(text, sizeof text, "%.17g", value);
  RC_ASSERT(parse_number(text) == value);
}

TEST(ParseTime, TakesNumbersAndDates) {
  EXPECT_EQ(parse_time("881250949"), 881250949.0);
  EXPECT_EQ(parse_time("1970-01-02"), 86400.0);
  EXPECT_EQ(parse_time("1997-12-04 15:55:49"), 881250949.0);
  EXPECT_EQ(parse_time("1997-12-04T15:55:49.5Z"), 881250949.5);
  EXPECT_EQ(parse_time("1997-12-04 15:55"), 881250900.0);
  for (const char* text : {"", "1997-12", "1997-13-01", "2023-02-29", "1997-12-04 25:00", "1997-12-04 15:61",
                           "1997-12-04x", "1997-12-04 15:55:", "1997-12-04 15:55:99", "04.12.1997"})
    EXPECT_EQ(parse_time(text), std::nullopt) << text;
}

TEST(Dictionary, NumbersStringsOfAnyLength) {
  Dictionary dictionary;
  std::vector<std::string> words;
  for (int i = 0; i < 5000; ++i)
    words.push_back(std::string(static_cast<std::size_t>(i % 20), 'w') + std::to_string(i));
  for (std::uint32_t i = 0; i < words.size(); ++i) ASSERT_EQ(dictionary.add(words[i]), i + 1);
  for (std::uint32_t i = 0; i < words.size(); ++i) ASSERT_EQ(dictionary.add(words[i]), i + 1);
}

std::vector<std::vector<std::string>> records_of(std::string_view text, const TextFormat& format) {
  std::deque<std::string> unescaped;
  RecordReader reader(text, 0, text.size(), format, unescaped);
  std::vector<std::vector<std::string>> all;
  Record record;
  while (reader.next(record)) {
    EXPECT_EQ(record.problem, nullptr);
    all.emplace_back(record.cells.begin(), record.cells.end());
  }
  return all;
}

using Table = std::vector<std::vector<std::string>>;

TEST(Records, AreCutAtDelimiters) {
  EXPECT_EQ(records_of("1::2::3\r\n\n4::5::\n", {"::", false}), (Table{{"1", "2", "3"}, {"4", "5", ""}}));
  EXPECT_EQ(records_of("a:b::c:\n", {"::", false}), (Table{{"a:b", "c:"}}));
  EXPECT_EQ(records_of("::::\n::x::\n", {"::", false}), (Table{{"", "x", ""}}));
  EXPECT_EQ(records_of(" 1   2 \n\t3\t 4\n", {" ", false}), (Table{{"1", "2"}, {"3", "4"}}));
  EXPECT_EQ(records_of("\"a b\"  \"c\" \n d\t\"e\"\t\n", {" ", true}), (Table{{"a b", "c"}, {"d", "e"}}));
  EXPECT_EQ(records_of("a\\,b,c\\d\n\"x\\\"y\",z\\\n", {",", true, true}), (Table{{"a,b", "c\\d"}, {"x\"y", "z\\"}}));
  EXPECT_EQ(records_of("a\\", {",", true, true}), (Table{{"a\\"}}));
  EXPECT_EQ(records_of("1, 2 ,3", {",", false}), (Table{{"1", "2", "3"}}));
  EXPECT_EQ(records_of("a \"b\",c", {",", true}), (Table{{"a \"b\"", "c"}}));
  EXPECT_EQ(records_of("\"a,\"\"b\"\"\r\nc\",d\r\n", {",", true}), (Table{{"a,\"b\"\r\nc", "d"}}));
}

// Quotes a cell as RFC 4180 says.
std::string quoted(const std::string& cell) {
  std::string text = "\"";
  for (const char c : cell) text += c == '"' ? "\"\"" : std::string(1, c);
  return text + "\"";
}

RC_GTEST_PROP(Records, QuotedCellsReadBack, ()) {
  const auto letter = rc::gen::element('a', 'b', '"', ',', '\n', '\r', ' ', ';');
  const auto cell = rc::gen::container<std::string>(letter);
  auto table = *rc::gen::nonEmpty(rc::gen::container<Table>(rc::gen::container<std::vector<std::string>>(3, cell)));
  std::string text;
  for (const auto& row : table) text += quoted(row[0]) + "," + quoted(row[1]) + "," + quoted(row[2]) + "\n";
  // Rows that hold nothing are blank.
  std::erase(table, std::vector<std::string>(3));
  RC_ASSERT(records_of(text, {",", true}) == table);
}

}  // namespace
}  // namespace interplay
