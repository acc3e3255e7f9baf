// The options that say how lines and cells are written: quote, comment, missing.
#include <gmock/gmock.h>

#include "read/reader_files.h"

namespace interplay {
namespace {

using ::testing::Contains;
using testing::field;
using ::testing::HasSubstr;
using testing::read_text;
using testing::with;

bool has_item(const Dataset& data, std::string_view id) { return field(data, "item").vocabulary.code(id) > 0; }

TEST(Quote, NoneTakesQuotesForCharacters) {
  const std::string text = "user\titem\trating\n1\t\"Once\" more\t4\n2\t\"5 inch\t3\n";
  EXPECT_THROW(read_text(text, with("quote", "double")), Error);
  for (const char* quote : {"none", "auto"}) {
    const Dataset data = read_text(text, with("quote", quote));
    EXPECT_EQ(data.rows, 2u);
    EXPECT_TRUE(has_item(data, "\"Once\" more"));
  }
}

TEST(Quote, BackslashWritesAQuote) {
  const std::string text = R"(user,item,rating
1,"the \"best\", they say \\",4
2,"a ""doubled"" one",3
)";
  EXPECT_THROW(read_text(text, with("quote", "double")), Error);
  for (const char* quote : {"backslash", "auto"}) {
    const Dataset data = read_text(text, with("quote", quote));
    EXPECT_EQ(data.rows, 2u);
    EXPECT_TRUE(has_item(data, R"(the "best", they say \)"));
    EXPECT_TRUE(has_item(data, R"(a "doubled" one)"));
  }
}

TEST(Quote, ABackslashAtTheEndOfTheFileIsNoEnd) {
  try {
    read_text("user,item,rating\n1,2,3\n1,\"a\\", with("quote", "backslash"));
    FAIL() << "expected an error";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("a quoted cell has no end"));
  }
}

TEST(Quote, DoubleIsWhatAutoDoes) {
  const std::string text = "user,item,rating\n1,\"a \"\"b\"\", c\",4\n";
  EXPECT_TRUE(has_item(read_text(text, with("quote", "double")), "a \"b\", c"));
  EXPECT_TRUE(has_item(read_text(text), "a \"b\", c"));
}

TEST(Comment, LinesAreLeftOutWhereverTheyStand) {
  const std::string text = "# made by hand, in 2024\nuser,item,rating\n1,2,3\n#2,2,2\n3,#3,4\n# end\n";
  const Dataset data = read_text(text, with("comment", "#"));
  EXPECT_EQ(data.rows, 2u);
  EXPECT_NE(field(data, "item").vocabulary.code("#3"), 0u);
  EXPECT_EQ(data.target()[1], 4);
}

TEST(Comment, MayBeLongerThanOneCharacter) {
  EXPECT_EQ(read_text("//a\nuser,item,rating\n1,2,3\n/1,2,3\n//b\n", with("comment", "//")).rows, 2u);
}

TEST(Missing, NamedTextsAreMissingAndOthersAreNot) {
  const std::string text = "user,item,rating,country\n1,2,3,NA\n2,2,4,none\n3,2,5,DE\n";
  DataOptions options;
  options.fields = {"user", "item", "country"};
  EXPECT_EQ(field(read_text(text, options), "country").vocabulary.size(), 2u);  // NA is missing
  options.missing = {"none"};
  const Dataset named = read_text(text, options);
  EXPECT_NE(field(named, "country").vocabulary.code("NA"), 0u);
  EXPECT_EQ(field(named, "country").vocabulary.code("none"), 0u);
  set_option(options, "missing", "");
  EXPECT_EQ(field(read_text(text, options), "country").vocabulary.size(), 3u);
}

TEST(Missing, AnIdMayBeCalledNull) {
  const std::string text = "user,item,rating\nNULL,2,3\n2,2,4\n";
  EXPECT_THROW(read_text(text), Error);
  EXPECT_NE(field(read_text(text, with("missing", "")), "user").vocabulary.code("NULL"), 0u);
}

TEST(Missing, AMissingTargetIsStillAnError) {
  try {
    read_text("user,item,rating\n1,2,-\n2,2,4\n3,2,5\n", with("missing", "-"));
    FAIL() << "expected an error";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("rating is missing ('-')"));
    EXPECT_THAT(error.notes(), Contains(HasSubstr("names the columns")));
  }
}

}  // namespace
}  // namespace interplay
