#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "read/reader_files.h"

namespace interplay {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ReadLibsvm, OneBagOfFeatures) {
  const Dataset data = read_text("1 3:1 7:0.5 # a comment\n# only a comment\n-1.5\n0 7:2 9223372036854775807:1\n");
  EXPECT_THAT(names(data), ElementsAre("features", "target"));
  EXPECT_THAT(values(data, "features"), ElementsAre("3:1,7:0.5", "", "7:2,9223372036854775807:1"));
  EXPECT_THAT(data.target(), ElementsAre(1, -1.5, 0));
  EXPECT_EQ(data.schema.fields[0].pooling, Pooling::sum);
  EXPECT_TRUE(data.entities.empty());
}

TEST(ReadLibsvm, WeightsOfOneAreNotKept) {
  const Dataset data = read_text("1 3:1 7:1\n0 3:1.0\n");
  EXPECT_THAT(values(data, "features"), ElementsAre("3,7", "3"));
  EXPECT_TRUE(std::get<MultiColumn>(data.columns[0]).weights.empty());
}

TEST(ReadLibsvm, QueriesAreLeftOutWithANote) {
  const Dataset data = read_text("1 qid:4 3:1\n0 qid:5 3:2\n");
  EXPECT_THAT(values(data, "features"), ElementsAre("3:1", "3:2"));
  EXPECT_THAT(joined_notes(data), HasSubstr("qid"));
}

TEST(ReadLibsvm, SignedLabelsBecomeZeroAndOne) {
  const Dataset data = read_text("-1 3:1\n+1 4:1\n-1 5:1\n");
  EXPECT_THAT(data.target(), ElementsAre(0, 1, 0));
  EXPECT_THAT(joined_notes(data), HasSubstr("labels -1 and 1 are read as 0 and 1"));
  EXPECT_THAT(read_text("-1 3:1\n1 4:1\n0.5 5:1\n").target(), ElementsAre(-1, 1, 0.5)) << "a number, not a class";
}

TEST(ReadLibsvm, SkipsBadLines) {
  DataOptions options;
  options.skip_bad_lines = true;
  const Dataset data = read_text("1 3:1\n0 4:x 5:1\n0 6:1\n", options);
  EXPECT_EQ(data.bad_lines, 1u);
  EXPECT_THAT(values(data, "features"), ElementsAre("3", "6"));
}

TEST(ReadLibffm, OneBagForEveryField) {
  const Dataset data = read_text("1 0:5:1 2:8:0.5 2:9:0.5\n0 2:8:1\n1 10:1:1 0:6:1\n");
  EXPECT_THAT(names(data), ElementsAre("field0", "field2", "field10", "target"));
  EXPECT_THAT(values(data, "field0"), ElementsAre("5", "", "6"));
  EXPECT_THAT(values(data, "field2"), ElementsAre("8:0.5,9:0.5", "8:1", ""));
  EXPECT_THAT(values(data, "field10"), ElementsAre("", "", "1"));
}

TEST(ReadLibffm, FieldsMayBeChosen) {
  DataOptions options;
  options.fields = {"field2"};
  EXPECT_THAT(names(read_text("1 0:5:1 2:8:0.5\n0 2:8:1\n", options)), ElementsAre("field2", "target"));
}

RC_GTEST_PROP(ReadLibsvm, WrittenLinesReadBack, ()) {
  const auto entry = rc::gen::pair(rc::gen::inRange<std::int64_t>(0, 50), rc::gen::inRange(-20, 20));
  const auto line = rc::gen::container<std::vector<std::pair<std::int64_t, int>>>(entry);
  auto lines = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::vector<std::pair<std::int64_t, int>>>>(line));
  // Chunks end at any place of the text: make it long enough to have several.
  const auto short_lines = lines;
  for (int n = *rc::gen::element(0, 0, 0, 4000); n > 0; n -= static_cast<int>(short_lines.size()))
    lines.insert(lines.end(), short_lines.begin(), short_lines.end());
  std::string text;
  for (const auto& entries : lines) {
    text += "1";
    for (const auto& [index, value] : entries) text += " " + std::to_string(index) + ":" + std::to_string(value / 4.0);
    text += "\n";
  }
  DataOptions options;
  options.format = "libsvm";
  const Dataset data = read_text(text, options);
  const auto& bags = std::get<MultiColumn>(data.columns[0]);
  RC_ASSERT(data.rows == lines.size());
  for (std::size_t row = 0; row < lines.size(); ++row) {
    RC_ASSERT(bags.offsets[row + 1] - bags.offsets[row] == lines[row].size());
    for (std::size_t i = 0; i < lines[row].size(); ++i) {
      const std::size_t place = bags.offsets[row] + i;
      RC_ASSERT(data.schema.fields[0].vocabulary.id(bags.codes[place]) == std::to_string(lines[row][i].first));
      const float weight = bags.weights.empty() ? 1 : bags.weights[place];
      RC_ASSERT(weight == static_cast<float>(lines[row][i].second) / 4);
    }
  }
}

}  // namespace
}  // namespace interplay
