#include "solvers/gradient/penalty.h"

#include <gtest/gtest.h>

#include "interplay/train.h"
#include "terms/linear.h"
#include "terms/star.h"

namespace interplay {
namespace {

// Of the bags of rows 0, 1, 2, 3, 1, three slots each: two entries of code 2, two of 5, one of 3, 4 and 6, eight of the
// padding row; the first two of the bag of five are not read.
TEST(RowPenalties, CountWhatPaddedBagsRead) {
  const testing::Star3 star(Pooling::padded_mean);
  ModelPlan plan(star.schema);
  plan.add(linear(plan.table("linear", 1, {.penalty = Penalty::factors})));
  plan.finish(sum_head(true, 3), {});
  TrainOptions options;
  options.l2 = 0;
  options.l2_factors = 2;
  options.l2_count_power = 1;
  const TaskPool pool(1);
  const std::vector<float> target(4);
  const Problem problem{plan, options, star.views, star.rows, target, {}, pool};
  const std::vector<float> penalties = row_penalties(problem, plan.tables()[0], 2);
  ASSERT_EQ(penalties.size(), 8u);
  const double mean = 15.0 / 6;
  const std::vector<double> counts = {1, 1, 2, 1, 1, 2, 1, 8};
  for (std::size_t row = 0; row < counts.size(); ++row)
    EXPECT_FLOAT_EQ(penalties[row], static_cast<float>(2 * mean / counts[row])) << row;
}

}  // namespace
}  // namespace interplay
