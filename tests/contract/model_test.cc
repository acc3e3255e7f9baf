// What every model must do, by whatever solver its options choose.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "interplay/synthetic.h"

#include "contract/small_world.h"

namespace interplay::testing {
namespace {

class AnyModel : public ::testing::TestWithParam<const models::ModelDefinition*> {
 protected:
  const models::ModelDefinition& model() const { return *GetParam(); }
  bool binary() const { return is_binary(model()); }
  // A target from 1..5, or 0 and 1.
  float target(std::uint32_t level) const {
    return binary() ? static_cast<float>(level % 2) : 1 + static_cast<float>(level % 5);
  }
  // Rows of pseudo-random users and items; targets have structure and noise.
  World random_world(std::uint32_t rows, std::uint32_t users, std::uint32_t items) const {
    RandomStream random(3, Purpose::synthesize);
    std::vector<Row> list;
    for (std::uint32_t r = 0; r < rows; ++r) {
      const std::uint32_t user = 1 + random.below(users), item = 1 + random.below(items);
      list.push_back({user, item, target(user + item + random.below(2))});
    }
    return make_world(list, users, items);
  }
};

bool same_bits(const Parameters& a, const Parameters& b) {
  return a.block().size() == b.block().size() &&
         std::memcmp(a.block().data(), b.block().data(), a.block().size_bytes()) == 0;
}

TEST_P(AnyModel, OverfitsTenRows) {
  std::vector<Row> rows;
  for (std::uint32_t r = 0; r < 10; ++r) rows.push_back({1 + r, 1 + r * 3 % 10, target(r * 7 + r / 3)});
  const World world = make_world(rows, 10, 10);
  const Fitted fitted = fit(model(), world, small_options(model()));
  EXPECT_LT(fitted.loss, 0.05);
}

TEST_P(AnyModel, UnseenIdsAddNothing) {
  const World world = random_world(200, 10, 10);
  TrainOptions options = small_options(model());
  options.epochs = 20;
  const Fitted fitted = fit(model(), world, options);
  for (const Tensor& tensor : fitted.parameters.tensors()) {
    if (!tensor.unseen_row || tensor.name.ends_with("/tags")) continue;
    for (std::size_t k = 0; k < tensor.stride; ++k) EXPECT_EQ(tensor.row(0)[k], 0.0f) << tensor.name;
  }
  // Entity row 0: every feature is missing.
  const World strangers = make_world({{0, 0, 1}, {0, 1, 1}, {1, 0, 1}}, 10, 10);
  for (const float prediction : predictions(fitted, strangers, strangers.rows)) EXPECT_TRUE(std::isfinite(prediction));
}

// Users and items of two groups each; a user likes the items of the own group. Of every user, pairs are held
// out.
TEST_P(AnyModel, RanksACheckerboard) {
  constexpr std::uint32_t side = 16;
  std::vector<Row> known, held_out;
  for (std::uint32_t user = 1; user <= side; ++user)
    for (std::uint32_t item = 1; item <= side; ++item)
      ((user * 3 + item * 5) % 7 == 0 ? held_out : known).push_back({user, item, target((user + item) % 2 ? 4 : 5)});
  const World world = make_world(known, side, side, false);
  TrainOptions options = small_options(model());
  options.epochs = 800;
  const Fitted fitted = fit(model(), world, options);
  const World others = make_world(held_out, side, side, false);
  const std::vector<float> found = predictions(fitted, others, others.rows);
  const bool interacts = std::ranges::any_of(
      fitted.plan->terms(), [](const std::unique_ptr<Term>& term) { return term->kind() != "linear"; });
  std::size_t right = 0, pairs = 0;
  for (std::size_t a = 0; a < held_out.size(); ++a)
    for (std::size_t b = 0; b < held_out.size(); ++b)
      if (held_out[a].target > held_out[b].target) {
        ++pairs;
        right += found[a] > found[b];
      }
  ASSERT_GT(pairs, 100u);
  if (interacts) {
    EXPECT_GT(static_cast<double>(right), 0.95 * static_cast<double>(pairs));
  } else {
    // No sum of a user's and an item's part shows the board: the best is the mean.
    EXPECT_NEAR(*std::ranges::max_element(found), *std::ranges::min_element(found), 1.0f);
  }
}

TEST_P(AnyModel, GivesTheSameBitsForAnyNumberOfThreads) {
  const World world = random_world(6000, 300, 200);
  TrainOptions options = small_options(model());
  options.epochs = 2;
  for (const std::int64_t batch : {1, 2048}) {
    options.batch = batch;
    options.rank = 24;
    options.optimizer = batch == 1 ? "sgd" : "adam";
    options.learning_rate = 0.01;
    options.threads = 1;
    const Fitted one = fit(model(), world, options);
    EXPECT_TRUE(one.parameters.finite());
    for (const std::int64_t threads : {2, 3, 8}) {
      options.threads = threads;
      EXPECT_TRUE(same_bits(one.parameters, fit(model(), world, options).parameters))
          << threads << " threads, batch " << batch;
    }
  }
}

TEST_P(AnyModel, WeightTwoIsTheRowTwice) {
  std::vector<Row> weighted, twice;
  for (std::uint32_t r = 0; r < 24; ++r) {
    Row row{1 + r % 6, 1 + r * 5 % 7, target(r * 11 + r / 5)};
    twice.push_back(row);
    row.weight = r % 3 == 0 ? 2.0f : 1.0f;
    weighted.push_back(row);
  }
  for (const Row& row : weighted)
    if (row.weight == 2) twice.push_back({row.user, row.item, row.target});
  TrainOptions options = small_options(model());
  options.optimizer = "sgd";
  options.epochs = 20;
  // Hours depend on the row's number, so only ids are read here.
  const Fitted a = fit(model(), make_world(weighted, 6, 7, false), options);
  const Fitted b = fit(model(), make_world(twice, 6, 7, false), options);
  EXPECT_NEAR(a.loss, b.loss, 1e-5);
  for (TensorId id = 0; id < a.parameters.size(); ++id)
    for (std::size_t i = 0; i < a.parameters[id].size(); ++i)
      ASSERT_NEAR(a.parameters[id].data[i], b.parameters[id].data[i], 1e-4) << a.parameters[id].name;
}

TEST_P(AnyModel, LearnsAConstantTarget) {
  World world = random_world(60, 6, 5);
  const float value = binary() ? 1.0f : 3.0f;
  world.set_target([value](std::size_t) { return value; });
  TrainOptions options = small_options(model());
  options.epochs *= 2;  // unlike the others, perceptrons start far from a constant
  const Fitted fitted = fit(model(), world, options);
  // Moving statistics trail the parameters that they follow.
  const float tolerance = fitted.plan->whole_batch() ? 0.2f : 0.1f;
  for (const float prediction : predictions(fitted, world, world.rows)) EXPECT_NEAR(prediction, value, tolerance);
}

TEST_P(AnyModel, LearnsOneRow) {
  const World world = make_world({{1, 1, target(3)}}, 1, 1);
  const Fitted fitted = fit(model(), world, small_options(model()));
  EXPECT_NEAR(predictions(fitted, world, world.rows).front(), target(3), 0.1f);
}

TEST_P(AnyModel, ScoresDoNotDependOnGrouping) {
  const World world = random_world(1500, 30, 20);
  const Fitted fitted = initialize(model(), world, small_options(model()));
  const std::vector<float> all = predictions(fitted, world, world.rows);
  for (const std::uint32_t row : {0u, 31u, 32u, 700u, 1499u})
    EXPECT_EQ(predictions(fitted, world, std::span(world.rows).subspan(row, 1)).front(), all[row]);
}

INSTANTIATE_TEST_SUITE_P(Models, AnyModel, ::testing::ValuesIn(models_that_descend()), ModelName());

}  // namespace
}  // namespace interplay::testing
