// Bad lines that are too many to be accidents are not left out.
#include <gmock/gmock.h>

#include "read/reader_files.h"

namespace interplay {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::error_of;
using testing::Folder;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::read_files;

std::string lines(int count, const std::string& line) {
  std::string text;
  for (int i = 0; i < count; ++i) text += line;
  return text;
}

DataOptions skipping() {
  DataOptions options;
  options.skip_bad_lines = true;
  return options;
}

constexpr const char* header = "user,item,rating\n";

TEST(BadLines, AFewAreLeftOut) {
  const Folder folder;
  const std::string few = folder.write("a.csv", header + lines(191, "1,2,3\n") + lines(9, "1,2\n"));
  EXPECT_EQ(read_files({few}, skipping()).rows, 191u);
  const std::string share = folder.write("b.csv", header + lines(950, "1,2,3\n") + lines(50, "1,2\n"));
  EXPECT_EQ(read_files({share}, skipping()).bad_lines, 50u);
  EXPECT_THAT(error_of({share}), AllOf(HasSubstr("b.csv:952: the line has 2 columns, expected 3; fix the line"),
                                       HasSubstr("or pass --skip-bad-lines")));
}

TEST(BadLines, ManyStopTheRunWithWhatTheyShare) {
  const Folder folder;
  const std::string many =
      folder.write("a.csv", header + lines(20, "1,2,3\n") + lines(300, ",1,2,3\n") + lines(12, "1,2,x\n"));
  EXPECT_THAT(
      error_of({many}, skipping()),
      AllOf(HasSubstr("a.csv:22: 312 of 332 lines are bad: 300 have 4 columns, expected 3, and an empty first one"),
            HasSubstr("more than --skip-bad-lines leaves out"), HasSubstr("--delimiter")));
  EXPECT_THAT(error_of({many}),
              AllOf(HasSubstr("a.csv:22: the line has 4 columns, expected 3; 312 of 332 lines are bad"),
                    Not(HasSubstr("--skip-bad-lines"))));
}

TEST(BadLines, TheShareIsThatOfEachFile) {
  const Folder folder;
  const std::string good = folder.write("a.csv", header + lines(5000, "1,2,3\n"));
  const std::string bad = folder.write("b.csv", header + lines(30, "1,2,3\n") + lines(10, "1,2,\n"));
  EXPECT_THAT(error_of({good, bad}, skipping()), HasSubstr("b.csv:32:3: 10 of 40 lines are bad: all lack rating"));
}

TEST(BadLines, NeverEmptyATable) {
  const Folder folder;
  const std::string path = folder.write("a.csv", header + lines(3, "1,2,x\n"));
  EXPECT_THAT(error_of({path}, skipping()), HasSubstr("3 of 3 lines are bad: all have a rating that is no number"));
  EXPECT_THAT(error_of({path}), Not(HasSubstr("--skip-bad-lines")));
  DataOptions options = skipping();
  options.join = {folder.write("side.csv", "user,age,town\n1,2\n4,5\n") + ":user"};
  EXPECT_THAT(error_of({folder.write("b.csv", header + lines(3, "1,2,3\n"))}, options),
              HasSubstr("side.csv:2: 2 of 2 lines are bad"));
}

TEST(BadLines, KeysThatStandInATableManyTimesAreNoAccident) {
  const Folder folder;
  const std::string rows = folder.write("a.csv", header + lines(3, "1,2,3\n"));
  std::string side = "user,age,town\n";
  for (int i = 0; i < 220; ++i) side += std::to_string(i % 200) + ",30," + std::to_string(i) + "\n";
  DataOptions options;
  options.join = {folder.write("side.csv", side) + ":user"};
  EXPECT_THAT(error_of({rows}, options), AllOf(HasSubstr("twice"), Not(HasSubstr("--skip-bad-lines"))));
  options.skip_bad_lines = true;
  EXPECT_THAT(error_of({rows}, options), HasSubstr("20 of 220 lines are bad"));
}

TEST(BadLines, SeveralRowsForMostKeysAreLists) {
  const Folder folder;
  std::string side = "user,age,town\n";
  for (int i = 0; i < 40; ++i) side += std::to_string(i / 2) + ",30," + std::to_string(i) + "\n";
  DataOptions options;
  options.join = {folder.write("side.csv", side) + ":user"};
  const Dataset data = read_files({folder.write("a.csv", header + lines(3, "1,2,3\n"))}, options);
  const auto town = data.schema.find("town"), age = data.schema.find("age");
  ASSERT_TRUE(town && age);
  EXPECT_EQ(data.schema.fields[*age].kind, Kind::categorical);
  ASSERT_EQ(data.schema.fields[*town].kind, Kind::multi);
  const auto& bags = std::get<MultiColumn>(data.columns[*town]);
  EXPECT_EQ(bags.offsets.size(), 22u) << "the unknown user and 20 more";
  EXPECT_EQ(bags.offsets[1], 0u);
  EXPECT_EQ(bags.codes.size(), 40u);
}

TEST(BadLines, TheirPlacesAreKnown) {
  const Folder folder;
  const std::string path = folder.write("a.csv", header + std::string("1,2\n1,2,3\n1,2,3\n1\n2\n1,2,3\nx\n"));
  EXPECT_THAT(read_files({path}, skipping()).left_out_before, ElementsAre(0, 2, 2, 3));
  const std::string large = folder.write("b.csv", header + lines(200000, "1,2,3\n") + "1\n" + lines(100, "1,2,3\n"));
  EXPECT_THAT(read_files({large}, skipping()).left_out_before, ElementsAre(200000));
  const std::string sparse = folder.write("a.svm", "1 1:1\n0 2:1\n1 x\n1 1:1\n");
  EXPECT_THAT(read_files({sparse}, skipping()).left_out_before, ElementsAre(2));
}

}  // namespace
}  // namespace interplay
