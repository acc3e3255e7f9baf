#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <limits>
#include <set>

#include "interplay/schema.h"

namespace interplay {
namespace {

TEST(CanonicalInteger, IsWhatPrintingGives) {
  EXPECT_EQ(canonical_integer("0"), 0);
  EXPECT_EQ(canonical_integer("-12"), -12);
  EXPECT_EQ(canonical_integer("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(canonical_integer("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
  for (const char* text : {"", "-", "+1", "01", "-0", "-01", "1 ", " 1", "1.0", "1e3", "0x1", "9223372036854775808"})
    EXPECT_EQ(canonical_integer(text), std::nullopt) << text;
}

RC_GTEST_PROP(CanonicalInteger, ReadsBackEveryInteger, (std::int64_t value)) {
  RC_ASSERT(canonical_integer(std::to_string(value)) == value);
}

RC_GTEST_PROP(Vocabulary, CodesOfIntegersAreRanks, (std::vector<std::int64_t> ids)) {
  const Vocabulary vocabulary = Vocabulary::of_integers(ids);
  const std::set<std::int64_t> sorted(ids.begin(), ids.end());
  RC_ASSERT(vocabulary.size() == sorted.size());
  std::uint32_t code = 0;
  for (const std::int64_t id : sorted) {
    ++code;
    RC_ASSERT(vocabulary.code(id) == code);
    RC_ASSERT(vocabulary.code(std::to_string(id)) == code);
    RC_ASSERT(vocabulary.id(code) == std::to_string(id));
  }
  const auto absent = *rc::gen::arbitrary<std::int64_t>();
  if (!sorted.contains(absent)) RC_ASSERT(vocabulary.code(absent) == 0u);
}

RC_GTEST_PROP(Vocabulary, CodesOfStringsAreRanks, (std::vector<std::string> ids, std::string absent)) {
  const Vocabulary vocabulary = Vocabulary::of_strings(ids);
  const std::set<std::string> sorted(ids.begin(), ids.end());
  RC_ASSERT(vocabulary.size() == sorted.size());
  std::uint32_t code = 0;
  for (const std::string& id : sorted) {
    ++code;
    RC_ASSERT(vocabulary.code(id) == code);
    RC_ASSERT(vocabulary.id(code) == id);
  }
  if (!sorted.contains(absent)) RC_ASSERT(vocabulary.code(absent) == 0u);
}

TEST(Vocabulary, UnseenIsCodeZero) {
  const Vocabulary vocabulary = Vocabulary::of_integers({5, 3, 5});
  EXPECT_EQ(vocabulary.size(), 2u);
  EXPECT_EQ(vocabulary.id(0), "?");
  EXPECT_EQ(vocabulary.id(3), "?");
  EXPECT_EQ(vocabulary.code("03"), 0u);
  EXPECT_EQ(vocabulary.code("three"), 0u);
  EXPECT_EQ(vocabulary.code(std::numeric_limits<std::int64_t>::min()), 0u);
}

TEST(Vocabulary, IntegersAreLookedUpInStringsAsText) {
  const Vocabulary vocabulary = Vocabulary::of_strings({"7", "a"});
  EXPECT_EQ(vocabulary.code(std::int64_t{7}), 1u);
  EXPECT_EQ(vocabulary.code(std::int64_t{8}), 0u);
}

TEST(Vocabulary, EqualityIsOfIds) {
  EXPECT_EQ(Vocabulary::of_integers({1, 2}), Vocabulary::of_integers({2, 1, 1}));
  EXPECT_NE(Vocabulary::of_integers({1, 2}), Vocabulary::of_integers({1, 3}));
  EXPECT_NE(Vocabulary::of_integers({1}), Vocabulary::of_strings({"1"}));
  EXPECT_EQ(Vocabulary::of_strings({"a", "b"}), Vocabulary::of_strings({"b", "a"}));
  EXPECT_NE(Vocabulary::of_strings({"ab"}), Vocabulary::of_strings({"a", "b"}));
  EXPECT_EQ(Vocabulary(), Vocabulary::of_strings({}));
}

TEST(Vocabulary, CopiesShareStorage) {
  const Vocabulary vocabulary = Vocabulary::of_strings({"x", "y"});
  const Vocabulary copy = vocabulary;
  EXPECT_EQ(copy.string_bytes().data(), vocabulary.string_bytes().data());
}

}  // namespace
}  // namespace interplay
