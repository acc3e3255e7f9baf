#include <gtest/gtest.h>

#include <cmath>

#include "interplay/text.h"

namespace interplay {
namespace {

TEST(Printable, EscapesWhatTerminalsObey) {
  EXPECT_EQ(printable("Amélie (2001)"), "Amélie (2001)");
  EXPECT_EQ(printable("a\x1b[31m\x07\x7f"), "a\\x1b[31m\\x07\\x7f");
  EXPECT_EQ(printable("a\nb\tc\rd"), "a\\nb\\tc\\rd");
  EXPECT_EQ(printable("\xc2\x9b\xc2\x80\xc2\xa0"), "\\u009b\\u0080\xc2\xa0");
  EXPECT_EQ(printable(std::string_view("\0x\xc2", 3)), "\\x00x\xc2");
}

TEST(NumbersForPeople, AreShort) {
  EXPECT_EQ(grouped(12), "12");
  EXPECT_EQ(grouped(1234567), "1,234,567");
  EXPECT_EQ(in_bytes(12), "12 bytes");
  EXPECT_EQ(in_bytes(1234567), "1.23 MB");
  EXPECT_EQ(short_number(350000), "350000");
  EXPECT_EQ(short_number(0.123456), "0.1235");
  EXPECT_EQ(short_number(NAN), "-");
}

}  // namespace
}  // namespace interplay
