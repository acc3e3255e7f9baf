#include "solvers/gradient/fused.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "interplay/synthetic.h"

#include "plan/run.h"
#include "solvers/planted.h"
#include "terms/pairwise.h"

namespace interplay {
namespace {

using testing::field_of;
using testing::plan_of;
using testing::Planted;
using testing::same_bits;
using testing::Training;

TrainOptions options_of(const char* optimizer, double rate) {
  TrainOptions options;
  options.optimizer = optimizer;
  options.batch = 1;
  options.learning_rate = rate;
  options.linear_rate = 0.5;
  options.l2_linear = 0.01;
  options.l2_factors = 0.02;
  options.l2_count_power = 0.3;
  return options;
}

void expect_near(const Parameters& a, const Parameters& b, double tolerance) {
  for (std::size_t t = 0; t < a.size(); ++t)
    for (std::size_t i = 0; i < a[t].size(); ++i)
      ASSERT_NEAR(a[t].data[i], b[t].data[i], tolerance) << a[t].name << " at " << i;
}

double held_out_error(const Training& run, const Planted& data, std::span<const std::uint32_t> rows) {
  std::vector<float> scores(rows.size());
  score(run.plan, run.parameters, {data.views, rows}, run.pool, scores);
  double square = 0;
  for (std::size_t r = 0; r < rows.size(); ++r)
    square += std::pow(static_cast<double>(scores[r] - data.target[rows[r]]), 2);
  return std::sqrt(square / static_cast<double>(rows.size()));
}

// A user and item beside three more fields: a category, a bag and a number, which cells of the grid share.
struct WithSideFields {
  explicit WithSideFields(std::uint32_t count) {
    schema.fields = {field_of("user", Kind::categorical, 300), field_of("item", Kind::categorical, 200),
                     field_of("group", Kind::categorical, 3), field_of("tags", Kind::multi, 6),
                     field_of("size", Kind::numeric, 0)};
    RandomStream random(2, Purpose::synthesize);
    std::vector<std::uint32_t> user, item, group, tags;
    std::vector<std::uint64_t> offsets{0};
    std::vector<float> size;
    for (std::uint32_t r = 0; r < count; ++r) {
      user.push_back(1 + random.below(300));
      item.push_back(1 + random.below(200));
      group.push_back(1 + random.below(3));
      const std::uint32_t first = random.below(6);
      for (std::uint32_t k = 0; k < r % 3; ++k) tags.push_back(1 + (first + k) % 6);
      offsets.push_back(tags.size());
      size.push_back(r % 11 == 0 ? NAN : static_cast<float>(random.normal()));
      target.push_back(3 + static_cast<float>(random.normal()));
    }
    columns = {CategoricalColumn{user}, CategoricalColumn{item}, CategoricalColumn{group},
               MultiColumn{offsets, tags, {}}, NumericColumn{size}};
    for (std::size_t f = 0; f < columns.size(); ++f) views.push_back({&schema.fields[f], &columns[f], nullptr});
    all.resize(count);
    std::iota(all.begin(), all.end(), 0u);
  }

  Parameters train(const TrainOptions& options, int threads, bool fused, int passes) const {
    ModelPlan plan(schema);
    plan.add(linear(plan.table("linear", 1, {.penalty = Penalty::linear})));
    plan.add(pairwise(plan.table("embedding", 5, {.initializer = {Initializer::Kind::normal, 0.1}}), true));
    plan.finish(sum_head(true, 3), {});
    Parameters parameters({plan.specs().begin(), plan.specs().end()});
    parameters.initialize(1);
    const TaskPool pool(threads);
    const Problem problem{plan, options, views, all, target, {}, pool};
    const auto solver = fused ? fused_solver(problem, parameters) : minibatch_solver(problem, parameters);
    for (int p = 1; p <= passes; ++p) solver->pass(p, options.learning_rate, [](double) { return true; });
    return parameters;
  }

  Schema schema;
  std::vector<Column> columns;
  std::vector<FieldView> views;
  std::vector<float> target;
  std::vector<std::uint32_t> all;
};

TEST(Fused, IsChosenForSingleRowsOfAFactorizationMachine) {
  const Planted data(5, 4, 30, 0.1);
  EXPECT_EQ(Training(data, options_of("sgd", 0.01)).solver->name(), "fused");
  EXPECT_EQ(Training(data, options_of("adagrad", 0.01)).solver->name(), "fused");
  TrainOptions adam = options_of("adam", 0.01);
  EXPECT_NE(Training(data, adam).solver->name(), "fused");
  TrainOptions whole = options_of("sgd", 0.01);
  whole.l2_scope = "whole";
  EXPECT_NE(Training(data, whole).solver->name(), "fused");
}

// No two rows share a user or an item, so the order of rows does not matter once the bias rests.
TEST(Fused, EqualsMiniBatchesOfOneRow) {
  Planted data(40, 40, 40, 0.5);
  for (auto& column : data.columns) {
    std::vector<std::uint32_t> each(40);
    std::iota(each.begin(), each.end(), 1u);
    column = CategoricalColumn{std::move(each)};
  }
  for (const char* optimizer : {"sgd", "adagrad"}) {
    TrainOptions options = options_of(optimizer, 0.05);
    options.linear_rate = 0;
    Training fused(data, options), batched(data, options);
    batched.solver = minibatch_solver(*batched.problem, batched.parameters);
    EXPECT_NEAR(fused.passes(5).loss, batched.passes(5).loss, 1e-5) << optimizer;
    expect_near(fused.parameters, batched.parameters, 2e-5);
  }
}

// One row, every kind of field, and the bias.
TEST(Fused, EqualsMiniBatchesOfOneRowWithAllKindsOfFields) {
  for (std::uint32_t rows : {2u, 3u}) {
    WithSideFields data(rows);
    data.all = {rows - 1};  // a bag of one entry, a bag of two
    for (const char* optimizer : {"sgd", "adagrad"}) {
      const TrainOptions options = options_of(optimizer, 0.02);
      expect_near(data.train(options, 1, true, 10), data.train(options, 1, false, 10), 2e-5);
    }
  }
}

TEST(Fused, SameBitsForEveryNumberOfThreads) {
  const Planted data(300, 200, 25'000, 0.1);
  Training one(data, options_of("sgd", 0.02), 8, 1);
  one.passes(3);
  for (const int threads : {2, 3, 8}) {
    Training many(data, options_of("sgd", 0.02), 8, threads);
    many.passes(3);
    EXPECT_TRUE(same_bits(one.parameters, many.parameters)) << threads << " threads";
  }
}

TEST(Fused, SameBitsForEveryNumberOfThreadsWithSharedFields) {
  const WithSideFields data(25'000);
  for (const char* optimizer : {"sgd", "adagrad"}) {
    const Parameters one = data.train(options_of(optimizer, 0.01), 1, true, 2);
    EXPECT_TRUE(one.finite());
    for (const int threads : {2, 3, 8})
      EXPECT_TRUE(same_bits(one, data.train(options_of(optimizer, 0.01), threads, true, 2))) << threads;
  }
}

TEST(Fused, RecoversPlantedParameters) {
  Planted data(300, 200, 50'000, 0.1);
  const std::vector<std::uint32_t> held_out(data.all.begin() + 25'000, data.all.end());
  data.all.resize(25'000);
  for (const auto& [optimizer, rate, passes] : {std::tuple{"sgd", 0.02, 60}, std::tuple{"adagrad", 0.1, 40}}) {
    TrainOptions options = options_of(optimizer, rate);
    options.l2_linear = options.l2_factors = 0.0005;
    Training run(data, options, 2, 2);
    run.passes(passes);
    EXPECT_LT(held_out_error(run, data, held_out), 0.15) << optimizer;
  }
}

TEST(Fused, RacingUpdatesLearnAsWell) {
  Planted data(300, 200, 30'000, 0.1);
  TrainOptions options = options_of("sgd", 0.02);
  options.l2_linear = options.l2_factors = 0.0005;
  options.hogwild = true;
  Training run(data, options, 2, 2);
  run.passes(60);
  EXPECT_LT(held_out_error(run, data, data.all), 0.15);
}

TEST(Fused, KeepsNonnegativeFactors) {
  const Planted data(30, 20, 500, 0.1);
  Training run(data, options_of("sgd", 0.02), 3, 1, true);
  run.passes(5);
  for (const Tensor& tensor : run.parameters.tensors()) {
    if (!tensor.nonnegative) continue;
    for (const float value : tensor.values()) ASSERT_GE(value, 0);
  }
}

TEST(Fused, StopsWhenAskedTo) {
  const Planted data(300, 200, 25'000, 0.1);
  Training run(data, options_of("sgd", 0.02));
  int questions = 0;
  const PassResult result = run.solver->pass(1, 0.02, [&](double) { return ++questions < 3; });
  EXPECT_TRUE(result.stopped);
  EXPECT_EQ(questions, 3);
  EXPECT_TRUE(run.parameters.finite());
}

// The rank leaves padding in every vector.
TEST(Fused, ADivergedPassLeavesNothingBehind) {
  const Planted data(300, 200, 5'000, 0.1);
  Training run(data, options_of("sgd", 1000));
  const Parameters start = run.parameters;
  run.passes(2);
  ASSERT_FALSE(run.parameters.finite());
  std::ranges::copy(start.block(), run.parameters.block().begin());
  run.options.learning_rate = 0.02;
  run.passes(2);
  EXPECT_TRUE(run.parameters.finite());
}

}  // namespace
}  // namespace interplay
