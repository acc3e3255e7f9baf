#include "interplay/study.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "interplay/error.h"
#include "studies/study.h"
#include "studies/study_ml1m.h"

namespace interplay {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

TEST(Studies, AreFoundByName) {
  EXPECT_EQ(studies().size(), 5u);
  EXPECT_EQ(find_study("deepfm").dataset, "ml-1m");
  try {
    find_study("deepmf");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::usage);
    EXPECT_EQ(error.remedy(), "did you mean deepfm?");
  }
}

// NumPy 1.26: numpy.random.RandomState(42).permutation(10)
TEST(NumpyPermutation, IsNumpys) {
  EXPECT_THAT(report::numpy_permutation(42, 10), ElementsAre(8, 1, 5, 0, 7, 2, 9, 4, 3, 6));
  std::vector<std::uint32_t> order = report::numpy_permutation(7, 1000), sorted(1000);
  std::iota(sorted.begin(), sorted.end(), 0u);
  std::ranges::sort(order);
  EXPECT_EQ(order, sorted);
  EXPECT_THAT(report::numpy_permutation(1, 1), ElementsAre(0));
}

TEST(Protocols, SetOptionsWhereverTheyBelong) {
  const report::Protocol made = report::protocol(
      "x", "fm", {{"numeric", "age"}, {"model_numeric", "affine"}, {"split", "user"}, {"test", "0.2"}, {"rank", "5"}});
  EXPECT_EQ(made.data.numeric, std::vector<std::string>{"age"});
  EXPECT_EQ(made.train.numeric, "affine");
  EXPECT_EQ(made.split.split, "user");
  EXPECT_EQ(made.train.rank, 5);
  EXPECT_THROW(report::protocol("x", "fm", {{"no_such", "1"}}), Error);
  // A solver brings defaults of its own.
  EXPECT_EQ(report::protocol("x", "fm", {{"solver", "mcmc"}}).train.epochs, default_options("fm", "mcmc").epochs);
}

TEST(Layers, AddUp) {
  const report::Layer layers[] = {{"table", "n × 2", 100}, {"norm", "n × 4", 16, 8}};
  const Report::Table table = report::layers_table("", layers);
  ASSERT_EQ(table.rows.size(), 5u);
  EXPECT_EQ(table.rows[2][2], "116");
  EXPECT_EQ(table.rows[3][2], "108");
  EXPECT_EQ(table.rows[4][2], "8");
}

}  // namespace
}  // namespace interplay
