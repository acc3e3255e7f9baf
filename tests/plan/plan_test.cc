#include "plan/plan.h"

#include <gtest/gtest.h>

#include "plan/run.h"
#include "terms/dot.h"
#include "terms/linear.h"
#include "terms/pairwise.h"
#include "terms/star.h"

namespace interplay {
namespace {

using testing::Star3;

TEST(ModelPlan, NamesTensorsByTableAndField) {
  const Star3 star(Pooling::padded_mean);
  ModelPlan plan(star.schema);
  const std::size_t weights = plan.table("linear", 1, {.numeric = NumericMap::affine, .squares = false});
  const std::vector<std::size_t> two{2, 0};
  const std::size_t factors = plan.table("embedding", 5, {}, two);
  plan.add(linear(weights));
  plan.add(pairwise(factors));
  plan.finish(sum_head(true), {});
  std::vector<std::string> names;
  for (const TensorSpec& spec : plan.specs()) names.push_back(spec.name);
  EXPECT_EQ(names, (std::vector<std::string>{"linear/id", "linear/age", "linear/tags", "embedding/tags", "embedding/id",
                                             "bias"}));
  EXPECT_EQ(plan.specs()[0].rows, 5u);  // four ids and the unseen one
  EXPECT_EQ(plan.specs()[1].rows, 2u);  // v and b
  EXPECT_EQ(plan.specs()[2].rows, 8u);  // six tags, the unseen one and padding
  EXPECT_TRUE(plan.specs()[3].sparse && plan.specs()[3].unseen_row);
  EXPECT_FALSE(plan.specs()[1].sparse || plan.specs()[1].unseen_row);
  EXPECT_EQ(plan.tables()[factors].slots()[0].input, 2u);
  EXPECT_EQ(plan.columns(), 2u);
  EXPECT_EQ(plan.head_tensors(), (std::pair<TensorId, TensorId>{5, 6}));
}

TEST(ModelPlan, RecognisesFactorizationMachines) {
  const Star3 star(Pooling::mean);
  const auto shape_of = [&](bool bias, bool with_linear, int second_order) {
    ModelPlan plan(star.schema);
    const std::size_t weights = plan.table("linear", 1, {}), factors = plan.table("embedding", 4, {});
    if (with_linear) plan.add(linear(weights));
    for (int i = 0; i < second_order; ++i) plan.add(pairwise(factors, false));
    plan.finish(sum_head(bias), {});
    return plan.fm_shape();
  };
  const auto whole = shape_of(true, true, 1);
  ASSERT_TRUE(whole);
  EXPECT_TRUE(whole->bias && whole->linear && whole->factors);
  EXPECT_FALSE(whole->dot || whole->pairs_within_bags);
  const auto bare = shape_of(false, false, 1);
  ASSERT_TRUE(bare);
  EXPECT_FALSE(bare->bias || bare->linear);
  EXPECT_FALSE(shape_of(true, true, 2));

  ModelPlan plan(star.schema);
  plan.add(dot(plan.table("embedding", 4, {})));
  plan.finish(sum_head(false), {});
  EXPECT_TRUE(plan.fm_shape()->dot);
}

TEST(Score, IsTheSameForAnyGroupingAndThreads) {
  Star3 star(Pooling::mean);
  ModelPlan plan(star.schema);
  const EmbeddingOptions normal{.initializer = {Initializer::Kind::normal, 1}};
  plan.add(linear(plan.table("linear", 1, normal)));
  plan.add(pairwise(plan.table("embedding", 6, normal)));
  plan.finish(sum_head(true, 0.5), {});
  Parameters parameters({plan.specs().begin(), plan.specs().end()});
  parameters.initialize(2);
  star.rows.clear();
  for (std::uint32_t r = 0; r < 5000; ++r) star.rows.push_back(r * 7 % 4);
  std::vector<float> whole(5000), threaded(5000), single(1);
  score(plan, parameters, star.batch(), TaskPool(1), whole);
  score(plan, parameters, star.batch(), TaskPool(3), threaded);
  EXPECT_EQ(whole, threaded);
  for (const std::size_t r : {0, 1, 33, 4999}) {
    score(plan, parameters, star.batch().part(r, 1), TaskPool(1), single);
    EXPECT_EQ(single[0], whole[r]);
  }
  score(plan, parameters, star.batch().part(0, 0), TaskPool(1), {});
}

}  // namespace
}  // namespace interplay
