#include "solvers/gradient/linear_fit.h"

#include <gtest/gtest.h>

#include <cmath>

#include "interplay/synthetic.h"

#include "base/random.h"
#include "objective/objective.h"
#include "solvers/planted.h"

namespace interplay {
namespace {

using testing::field_of;

// Targets 0.5 + w_user + w_item + noise, weights normal with the given deviations.
struct Effects {
  Effects(std::uint32_t users, std::uint32_t items, std::uint32_t count, double of_users, double of_items, double noise,
          bool clicks = false)
      : binary(clicks) {
    schema.fields = {field_of("user", Kind::categorical, users), field_of("item", Kind::categorical, items)};
    RandomStream random(17, Purpose::synthesize);
    std::vector<double> u(users + 1), i(items + 1);
    for (double& weight : u) weight = of_users * random.normal();
    for (double& weight : i) weight = of_items * random.normal();
    std::vector<std::uint32_t> user, item;
    for (std::uint32_t r = 0; r < count; ++r) {
      const std::uint32_t a = 1 + random.below(users), b = 1 + random.below(items);
      user.push_back(a);
      item.push_back(b);
      const double score = 0.5 + u[a] + i[b];
      target.push_back(binary ? static_cast<float>(random.uniform() < sigmoid(static_cast<float>(score)))
                              : static_cast<float>(score + noise * random.normal()));
    }
    columns = {CategoricalColumn{user}, CategoricalColumn{item}};
    for (std::size_t f = 0; f < 2; ++f) views.push_back({&schema.fields[f], &columns[f], nullptr});
    all.resize(count);
    std::iota(all.begin(), all.end(), 0u);
  }

  LinearFit fit() const {
    ModelPlan plan(schema);
    plan.add(linear(plan.table("linear", 1, {.penalty = Penalty::linear})));
    plan.finish(sum_head(true, 0),
                binary ? Objective{.link = link_named("logistic"), .loss = &loss_named("logistic")} : Objective{});
    const TrainOptions options;
    const TaskPool pool(1);
    const Problem problem{plan, options, views, all, target, {}, pool};
    return fit_linear(problem, plan.tables().front());
  }

  bool binary;
  Schema schema;
  std::vector<Column> columns;
  std::vector<FieldView> views;
  std::vector<float> target;
  std::vector<std::uint32_t> all;
};

// noise variance / variance of the weights
TEST(LinearFit, PenaltiesAreThePlantedRatios) {
  const LinearFit fit = Effects(400, 200, 8000, 0.5, 1.0, 1.0).fit();
  EXPECT_NEAR(fit.noise, 1, 0.05);
  EXPECT_NEAR(fit.fields[0].penalty, 4, 1);
  EXPECT_NEAR(fit.fields[1].penalty, 1, 0.3);
}

TEST(LinearFit, SparseDataTellsThemToo) {
  const LinearFit fit = Effects(3000, 2000, 9000, 0.5, 0.5, 1.0).fit();
  EXPECT_GT(fit.fields[0].penalty, 2.5);
  EXPECT_LT(fit.fields[0].penalty, 6.5);
  EXPECT_GT(fit.fields[1].penalty, 2.5);
  EXPECT_LT(fit.fields[1].penalty, 6.5);
}

TEST(LinearFit, NoiseGivesNoWeights) {
  const LinearFit fit = Effects(300, 300, 6000, 0, 0, 1.0).fit();
  for (const LinearFit::FieldFit& field : fit.fields) {
    EXPECT_GT(field.penalty, 50);
    for (const float weight : field.weights) EXPECT_LT(std::abs(weight), 0.35f);
  }
}

TEST(LinearFit, ProbabilitiesHaveTheirOwn) {
  const LinearFit fit = Effects(400, 50, 12000, 0, 1.0, 0, true).fit();
  EXPECT_GT(fit.fields[0].penalty, 15);
  EXPECT_NEAR(fit.fields[1].penalty, 1, 0.7);
  EXPECT_NEAR(fit.bias, 0.5, 0.5);
}

TEST(LinearFit, MoreFeaturesThanRowsAreNotFittedExactly) {
  const LinearFit fit = Effects(2000, 2000, 300, 0, 0, 1.0).fit();
  EXPECT_GT(fit.noise, 0.5);
  for (const LinearFit::FieldFit& field : fit.fields) EXPECT_GT(field.penalty, 1);
}

TEST(LinearFit, KeptPenaltiesStay) {
  const Effects data(100, 50, 3000, 0.5, 1.0, 1.0);
  ModelPlan plan(data.schema);
  plan.add(linear(plan.table("linear", 1, {.penalty = Penalty::linear})));
  plan.finish(sum_head(true, 0), {});
  const TrainOptions options;
  const TaskPool pool(1);
  const Problem problem{plan, options, data.views, data.all, data.target, {}, pool};
  const LinearFit first = fit_linear(problem, plan.tables().front());
  const LinearFit stricter = fit_linear(problem, plan.tables().front(), &first, 10.0);
  double before = 0, after = 0;
  for (std::size_t f = 0; f < 2; ++f) {
    EXPECT_DOUBLE_EQ(stricter.fields[f].penalty, 10 * first.fields[f].penalty);
    for (const float weight : first.fields[f].weights)
      before += static_cast<double>(weight) * static_cast<double>(weight);
    for (const float weight : stricter.fields[f].weights)
      after += static_cast<double>(weight) * static_cast<double>(weight);
  }
  EXPECT_LT(after, 0.9 * before);
}

// A sigmoid over a range without width predicts the same for every score.
TEST(LinearFit, TargetsThatAreAllTheSameGiveNoWeights) {
  Effects data(30, 20, 500, 0.5, 1.0, 1.0);
  std::ranges::fill(data.target, 5.0f);
  ModelPlan plan(data.schema);
  plan.add(linear(plan.table("linear", 1, {.penalty = Penalty::linear})));
  plan.finish(sum_head(true, 0), Objective{.link = link_named("range_sigmoid", {5, 5})});
  const TrainOptions options;
  const TaskPool pool(1);
  const Problem problem{plan, options, data.views, data.all, data.target, {}, pool};
  const LinearFit fit = fit_linear(problem, plan.tables().front());
  EXPECT_EQ(fit.bias, 0);
  for (const LinearFit::FieldFit& field : fit.fields) {
    EXPECT_TRUE(std::isfinite(field.penalty));
    for (const float weight : field.weights) EXPECT_EQ(weight, 0);
  }
}

}  // namespace
}  // namespace interplay
