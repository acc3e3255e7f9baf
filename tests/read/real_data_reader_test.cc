// The published data sets, where INTERPLAY_DATA names a folder that holds them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "read/formats/movielens.h"
#include "read/reader_files.h"

namespace interplay {
namespace {

using namespace testing;
using ::testing::ElementsAre;

class RealData : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!real_data()) GTEST_SKIP() << "INTERPLAY_DATA names no folder of data sets";
  }
  static std::string path(const std::string& name) { return *real_data() + "/" + name; }
  static std::size_t size_of(const Dataset& data, std::string_view field) {
    return data.schema.fields[*data.schema.find(field)].vocabulary.size();
  }
};

TEST_F(RealData, MovieLens100K) {
  DataOptions options;
  options.fields = {"user", "item", "age", "gender", "occupation", "genres", "title"};
  const Dataset data = read_files({path("ml-100k")}, options);
  EXPECT_EQ(data.rows, 100000u);
  EXPECT_EQ(data.bad_lines, 0u);
  EXPECT_EQ(data.entities[0].keys.size(), 943u);
  EXPECT_EQ(data.entities[1].keys.size(), 1682u);
  EXPECT_EQ(size_of(data, "age"), 61u);
  EXPECT_EQ(size_of(data, "occupation"), 21u);
  EXPECT_EQ(size_of(data, "genres"), 19u);
  EXPECT_EQ(values(data, "title")[1], "Toy Story (1995)");
  EXPECT_EQ(values(data, "genres")[1], "Animation,Children's,Comedy");
}

TEST_F(RealData, MovieLens100KSplit) {
  const auto split = given_split_files(path("ml-100k"), "u1");
  ASSERT_TRUE(split);
  const Dataset data = read_files({split->base, split->test});
  EXPECT_EQ(data.rows, 100000u);
  EXPECT_EQ(data.sources[1].first, 80000u);
}

TEST_F(RealData, MovieLens1M) {
  DataOptions options;
  options.fields = {"user", "item", "gender", "age", "occupation", "genres"};
  const Dataset data = read_files({path("ml-1m")}, options);
  EXPECT_EQ(data.rows, 1000209u);
  EXPECT_EQ(data.entities[0].keys.size(), 6040u);
  EXPECT_EQ(data.entities[1].keys.size(), 3883u) << "3706 rated, 177 only listed";
  EXPECT_EQ(size_of(data, "genres"), 18u);
  EXPECT_EQ(size_of(data, "gender"), 2u);
  EXPECT_TRUE(data.time.empty());
}

TEST_F(RealData, MovieLensLatestSmall) {
  DataOptions options;
  options.fields = {"user", "item", "genres", "title"};
  const Dataset data = read_files({path("ml-latest-small")}, options);
  EXPECT_EQ(data.rows, 100836u);
  EXPECT_EQ(data.entities[0].keys.size(), 610u);
  EXPECT_EQ(data.entities[1].keys.size(), 9742u);
  EXPECT_EQ(size_of(data, "genres"), 20u) << "19, and that there is none";
}

TEST_F(RealData, Frappe) {
  DataOptions options;
  options.target = "cnt";
  options.fields = {"user",     "item", "daytime", "weekday", "isweekend",
                    "homework", "cost", "weather", "country", "city"};
  const Dataset data = read_files({path("frappe/frappe.csv")}, options);
  EXPECT_EQ(data.rows, 96203u);
  EXPECT_EQ(size_of(data, "user"), 957u);
  EXPECT_EQ(size_of(data, "item"), 4082u);
  EXPECT_EQ(size_of(data, "daytime"), 7u);
}

TEST_F(RealData, CriteoSamples) {
  const Dataset csv = read_files({path("criteo-sample/deepctr_criteo_sample.txt")});
  EXPECT_EQ(csv.rows, 200u);
  EXPECT_EQ(csv.schema.inputs().size(), 39u);
  const Dataset ffm = read_files({path("criteo-sample/xlearn_small_train.ffm.txt")});
  EXPECT_EQ(ffm.rows, 200u);
  EXPECT_EQ(ffm.schema.inputs().size(), 18u);
}

}  // namespace
}  // namespace interplay
