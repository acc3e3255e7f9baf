// A format is one new file: this program has one that the library lacks, in a table made by the same generator.
#include "exercise/small_ratings.h"

namespace interplay::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Dataset read_text(const TemporaryFolder& folder, const std::string& text, const DataOptions& options = {}) {
  write_bytes(folder / "drinks.txt", text);
  return read(std::vector{(folder / "drinks.txt").string()}, options);
}

TEST(ExerciseFormat, IsRecognisedAndRead) {
  const TemporaryFolder folder;
  const Dataset data = read_text(folder, "ann -> tea: 5\nbob -> tea: 1.5\nann -> milk, cold: 4\n");
  ASSERT_EQ(data.rows, 3u);
  EXPECT_THAT(data.target(), ElementsAre(5, 1.5, 4));
  const Field& item = data.schema.fields.at(data.schema.find("item").value());
  EXPECT_EQ(item.vocabulary.size(), 2u);
  EXPECT_EQ(item.vocabulary.id(1), "milk, cold");
  EXPECT_THAT(data.notes, Contains(HasSubstr("drinks.txt is lines of arrows")));
}

TEST(ExerciseFormat, ItsBadLinesAreCountedLikeOthers) {
  const TemporaryFolder folder;
  const std::string text = "ann -> tea: 5\nbob tea\nann -> milk: 4\n";
  try {
    read_text(folder, text);
    FAIL() << "expected an error";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("drinks.txt:2: the line is not 'USER -> ITEM: NUMBER'; fix the line"));
  }
  DataOptions options;
  options.skip_bad_lines = true;
  EXPECT_EQ(read_text(folder, text, options).rows, 2u);
}

TEST(ExerciseFormat, IsAChoiceOfTheOption) {
  const TemporaryFolder folder;
  DataOptions options;
  set_option(options, "format", "arrows");
  EXPECT_EQ(read_text(folder, "ann -> tea: 5\nbob -> tea: 1\n", options).rows, 2u);
  EXPECT_THAT(refusal([&] { set_option(options, "format", "arrow"); }), HasSubstr("did you mean 'arrows'?"));
}

}  // namespace
}  // namespace interplay::testing
