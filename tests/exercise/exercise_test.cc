// One file is enough for a loss, and one for a metric: those of this folder stand in the tables beside the program's
// own, go through the same checks and train.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <set>

#include "interplay/error.h"
#include "interplay/metrics.h"
#include "objective/loss_checks.h"
#include "solvers/gradient/minibatch.h"
#include "solvers/gradient/ordered_rows.h"
#include "solvers/planted.h"

namespace interplay::testing {
namespace {

TEST(Exercise, TheLossStandsInTheTableAndKeepsTheContract) {
  const Loss& centred = loss_named("centred");
  EXPECT_TRUE(centred.grouped());
  check_loss(centred);
  EXPECT_NO_THROW(loss_named("squared"));
}

TEST(Exercise, TheMetricsStandInTheTables) {
  const std::vector<float> prediction = {1, 2}, target = {4, 2};
  EXPECT_EQ(metric("largest_error").compute(prediction, target, {}), 3);
  EXPECT_EQ(named_metric("last_gain").lists->compute(RankedList(prediction, target), whole_list), 4);
  EXPECT_NO_THROW(metric("rmse"));
}

// Ratings of a planted model, grouped by their user, with a shift of each user that the loss does not see.
struct Grouped {
  explicit Grouped(std::size_t batch, int threads, bool with_targets = true) : plan(data.schema), pool(threads) {
    const auto& users = std::get<CategoricalColumn>(data.columns[0]).codes;
    groups.assign(users.begin(), users.end());
    for (std::size_t r = 0; r < groups.size(); ++r) data.target[r] += 10 * static_cast<float>(groups[r] % 5);
    plan.add(linear(plan.table("linear", 1, {.penalty = Penalty::linear})));
    plan.add(dot(plan.table("embedding", 3, {.initializer = {Initializer::Kind::normal, 0.1}})));
    plan.finish(sum_head(false, 0), {.loss = &loss_named("centred")});
    options.optimizer = "adam";
    options.batch = static_cast<std::int64_t>(batch);
    options.learning_rate = 0.02;
    options.linear_rate = 1;
    options.l2 = options.l2_linear = options.l2_factors = 0;
    parameters = std::make_unique<Parameters>(std::vector<TensorSpec>(plan.specs().begin(), plan.specs().end()));
    parameters->initialize(1);
    const std::span<const float> target = with_targets ? std::span<const float>(data.target) : std::span<const float>();
    problem = std::make_unique<Problem>(Problem{.plan = plan,
                                                .options = options,
                                                .fields = data.views,
                                                .rows = data.all,
                                                .target = target,
                                                .weight = {},
                                                .pool = pool,
                                                .group = groups});
  }
  double train(int passes) {
    const auto solver = make_solver(*problem, *parameters);
    PassResult result;
    for (int p = 1; p <= passes; ++p) result = solver->pass(p, options.learning_rate, [](double) { return true; });
    return result.loss;
  }

  Planted data{40, 30, 4000, 0.1};
  std::vector<std::uint32_t> groups;
  TrainOptions options;
  ModelPlan plan;
  TaskPool pool;
  std::unique_ptr<Parameters> parameters;
  std::unique_ptr<Problem> problem;
};

TEST(Exercise, BatchesAreWholeGroups) {
  for (const std::size_t batch : {1, 50, 250, 1000}) {
    for (const std::size_t run : {std::size_t{300}, OrderedRows::most_run_rows}) {
      const Grouped grouped(batch, 2);
      OrderedRows rows(training_rows(*grouped.problem), batch, run);
      std::vector<std::size_t> sizes(41);
      for (const std::uint32_t group : grouped.groups) ++sizes[group];
      const std::size_t largest = *std::ranges::max_element(sizes);
      EXPECT_EQ(rows.most_rows(), std::max(batch, largest));
      for (const std::uint64_t epoch : {1, 2}) {
        rows.start(epoch);
        std::set<std::uint32_t> seen;
        double targets = 0;
        for (std::size_t done = 0; done < rows.size();) {
          const LabeledBatch part = rows.next();
          done += part.batch.size();
          ASSERT_EQ(part.group.size(), part.batch.size());
          EXPECT_LE(part.batch.size(), std::max(batch, largest));
          std::vector<std::size_t> here(41);
          for (std::size_t r = 0; r < part.group.size(); ++r) {
            ++here[part.group[r]];
            targets += static_cast<double>(part.target[r]);
            if (r > 0 && part.group[r] != part.group[r - 1]) {
              EXPECT_EQ(here[part.group[r]], 1u) << "side by side";
            }
            const FieldView& user = part.batch.fields[0];
            EXPECT_EQ(std::get<CategoricalColumn>(*user.column).codes[user.row(part.batch.rows[r])], part.group[r]);
          }
          for (std::uint32_t group = 0; group < here.size(); ++group) {
            if (here[group] == 0) continue;
            EXPECT_EQ(here[group], sizes[group]) << "a group is in one batch";
            EXPECT_TRUE(seen.insert(group).second);
          }
        }
        const auto& all = grouped.data.target;
        EXPECT_NEAR(targets, std::accumulate(all.begin(), all.end(), 0.0), 0.01);
      }
    }
  }
}

TEST(Exercise, MinibatchesLearnTheLoss) {
  // From about 2 down to the noise, of variance 0.01, and what Adam's steps add to it.
  EXPECT_GT(Grouped(200, 2).train(1), 1);
  EXPECT_LT(Grouped(200, 2).train(150), 0.05);
}

TEST(Exercise, TheSameBitsForEveryNumberOfThreads) {
  const auto bits = [](int threads) {
    Grouped grouped(2000, threads);
    grouped.train(3);
    const auto block = grouped.parameters->block();
    return std::vector<float>(block.begin(), block.end());
  };
  const std::vector<float> one = bits(1);
  for (const int threads : {2, 3}) {
    const std::vector<float> more = bits(threads);
    EXPECT_EQ(std::memcmp(one.data(), more.data(), one.size() * sizeof(float)), 0) << threads;
  }
}

// Of one batch, in runs of whole groups by several tasks, and in one go.
TEST(Exercise, TheLossOfABatchIsThatOfItsGroups) {
  Grouped grouped(4000, 2);
  std::vector<float> scores(grouped.data.all.size());
  score(grouped.plan, *grouped.parameters, {grouped.data.views, grouped.data.all}, grouped.pool, scores);
  const double expected = grouped.plan.objective().total(
      {.score = scores, .target = grouped.data.target, .weight = {}, .group = grouped.groups});
  EXPECT_NEAR(grouped.train(1), expected / static_cast<double>(scores.size()), 1e-4 * expected / 4000);
}

TEST(Exercise, OtherSolversRefuseTheLoss) {
  Grouped grouped(200, 1);
  for (const char* solver : {"als", "sgda"}) {
    grouped.options.solver = solver;
    try {
      make_solver(*grouped.problem, *grouped.parameters);
      ADD_FAILURE() << solver;
    } catch (const Error& error) {
      EXPECT_NE(error.message().find("the loss is centred"), std::string::npos) << error.message();
    }
  }
  // One row at a time is no group: such a training takes mini-batches.
  grouped.options.solver = "gradient";
  grouped.options.optimizer = "sgd";
  grouped.options.batch = 1;
  EXPECT_EQ(make_solver(*grouped.problem, *grouped.parameters)->name(), "minibatch");
}

}  // namespace
}  // namespace interplay::testing
