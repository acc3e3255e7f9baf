#include "solvers/gradient/field_aware.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "interplay/error.h"
#include "interplay/synthetic.h"

#include "base/random.h"
#include "objective/objective.h"
#include "plan/run.h"
#include "solvers/planted.h"
#include "terms/field_aware.h"

namespace interplay {
namespace {

using testing::field_of;
using testing::same_bits;

// Clicks of five fields (one of numbers, some missing), drawn by pairs that are planted.
struct PlantedClicks {
  explicit PlantedClicks(std::uint32_t count, std::size_t of_rank = 3) : rank(of_rank) {
    for (const char* name : {"a", "b", "c", "d"}) schema.fields.push_back(field_of(name, Kind::categorical, 20));
    schema.fields.push_back(field_of("size", Kind::numeric, 0));
    RandomStream random(5, Purpose::synthesize);
    std::vector<std::vector<std::uint32_t>> codes(4);
    std::vector<float> size;
    for (std::uint32_t r = 0; r < count; ++r) {
      for (auto& column : codes) column.push_back(1 + random.below(20));
      size.push_back(r % 9 == 0 ? NAN : static_cast<float>(random.normal()));
      const bool alike = (codes[0][r] + codes[1][r]) % 2 == 0, other = (codes[2][r] + codes[3][r]) % 2 == 0;
      target.push_back(random.uniform() < (alike ? 0.8f : 0.2f) * (other ? 1.0f : 0.5f) ? 1.0f : 0.0f);
    }
    for (auto& column : codes) columns.push_back(CategoricalColumn{std::move(column)});
    columns.push_back(NumericColumn{std::move(size)});
    for (std::size_t f = 0; f < columns.size(); ++f) views.push_back({&schema.fields[f], &columns[f], nullptr});
    all.resize(count);
    std::iota(all.begin(), all.end(), 0u);
    options.solver = "fused";
    options.optimizer = "adagrad";
    options.batch = 1;
    options.learning_rate = 0.2;
    options.linear_rate = 0.5;
    options.epsilon = 1;
    options.l2_linear = options.l2_factors = 1e-3;
    options.l2_count_power = 0;
    options.l2_scope = "touched";
  }

  ModelPlan plan() const {
    ModelPlan plan(schema);
    plan.add(linear(plan.table("linear", 1, {.penalty = Penalty::linear})));
    plan.add(field_aware(plan.table("embedding", field_aware_columns(schema.fields.size(), rank),
                                    {.initializer = {Initializer::Kind::normal, 0.2}, .squares = false}),
                         rank));
    plan.finish(sum_head(true, -0.3), {.link = link_named("logistic"), .loss = &loss_named("logistic")});
    return plan;
  }

  // The parameters after some passes; `losses` takes their losses.
  Parameters train(bool fused, int passes, int threads = 1, std::vector<double>* losses = nullptr) const {
    const ModelPlan made = plan();
    Parameters parameters({made.specs().begin(), made.specs().end()});
    parameters.initialize(1);
    const TaskPool pool(threads);
    const Problem problem{made, options, views, all, target, {}, pool};
    const auto solver = fused ? field_aware_solver(problem, parameters) : minibatch_solver(problem, parameters);
    for (int p = 1; p <= passes; ++p) {
      const double loss = solver->pass(p, options.learning_rate, [](double) { return true; }).loss;
      if (losses) losses->push_back(loss);
    }
    return parameters;
  }

  std::size_t rank;
  Schema schema;
  std::vector<Column> columns;
  std::vector<FieldView> views;
  std::vector<float> target;
  std::vector<std::uint32_t> all;
  TrainOptions options;
};

// A single row is a window of its own. Mini-batches pay no penalty for the vectors of a number that is missing.
TEST(FieldAware, EqualsMiniBatchesOfOneRow) {
  for (const std::size_t rank : {1u, 3u, 4u, 6u}) {
    PlantedClicks data(2, rank);
    data.all = {1};
    const Parameters fused = data.train(true, 10), batched = data.train(false, 10);
    for (std::size_t t = 0; t < fused.size(); ++t)
      for (std::size_t i = 0; i < fused[t].size(); ++i)
        ASSERT_NEAR(fused[t].data[i], batched[t].data[i], 2e-5) << fused[t].name << " at " << i << ", rank " << rank;
  }
}

TEST(FieldAware, SameBitsForEveryNumberOfThreads) {
  const PlantedClicks data(3000);
  const Parameters one = data.train(true, 3);
  for (const int threads : {2, 3, 8}) EXPECT_TRUE(same_bits(one, data.train(true, 3, threads))) << threads;
}

// The slopes of a window are those before it; what that costs is small against a step for each row.
TEST(FieldAware, LearnsAsMiniBatchesOfOneRowDo) {
  PlantedClicks data(6000);
  std::vector<double> fused, batched;
  data.train(true, 6, 1, &fused);
  data.train(false, 6, 1, &batched);
  EXPECT_LT(fused.back(), fused.front() - 0.05);
  for (std::size_t e = 0; e < fused.size(); ++e) EXPECT_NEAR(fused[e], batched[e], 0.003) << e;
}

TEST(FieldAware, GoesOnFromItsStateWithTheSameBits) {
  const PlantedClicks data(500);
  const Parameters whole = data.train(true, 4);
  const ModelPlan plan = data.plan();
  Parameters parameters({plan.specs().begin(), plan.specs().end()});
  parameters.initialize(1);
  const TaskPool pool(1);
  const Problem problem{plan, data.options, data.views, data.all, data.target, {}, pool};
  const auto go_on = [](double) { return true; };
  auto first = field_aware_solver(problem, parameters);
  for (int p = 1; p <= 2; ++p) first->pass(p, 0.2, go_on);
  auto second = field_aware_solver(problem, parameters);
  const std::vector<SolverState> from = first->state(), to = second->state();
  for (std::size_t s = 0; s < from.size(); ++s) std::ranges::copy(from[s].values, to[s].values.begin());
  second->set_steps(first->steps());
  for (int p = 3; p <= 4; ++p) second->pass(p, 0.2, go_on);
  EXPECT_TRUE(same_bits(whole, parameters));
}

TEST(FieldAware, RefusesSeveralFeaturesOfAField) {
  PlantedClicks data(10);
  data.schema.fields[0].kind = Kind::multi;
  data.columns[0] = MultiColumn{{0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11}, {1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2}, {}};
  try {
    data.train(true, 1);
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("field 'a' has 2 in training row 2"), std::string::npos) << error.what();
  }
}

TEST(FieldAware, RefusesOtherModels) {
  const testing::Planted data(5, 4, 30, 0.1);
  const ModelPlan plan = testing::plan_of(data, 3);
  TrainOptions options;
  options.model = "mf";
  try {
    check_field_aware(plan, options);
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("cannot fit model 'mf'"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace interplay
