#include "interplay/evaluate.h"
#include "interplay/split.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "interplay/error.h"
#include "workflow/toy.h"

namespace interplay::testing {
namespace {

TEST(Evaluate, ComputesMetricsOfTheRows) {
  const Toy toy = make_toy();
  const Model model = train(toy.data, toy.split, small_options("biased_mf"));
  const Evaluation result = evaluate(model, toy.data, toy.split.test, {});
  EXPECT_EQ(result.rows, toy.split.test.size());
  EXPECT_EQ(result.metrics[0].first, "rmse");
  const std::vector<float> predicted = model.predict(toy.data, toy.split.test);
  double sum = 0;
  for (std::size_t i = 0; i < predicted.size(); ++i) {
    sum += std::pow(double{predicted[i]} - toy.data.target()[toy.split.test[i]], 2);
  }
  EXPECT_NEAR(result.metrics[0].second, std::sqrt(sum / static_cast<double>(predicted.size())), 1e-9);
  EXPECT_EQ(evaluate(model, toy.data, {}, {}).rows, toy.data.rows);
}

TEST(Evaluate, RefusesMetricsThatDoNotFit) {
  const Toy toy = make_toy();
  const Model model = train(toy.data, toy.split, small_options("mf"));
  const std::vector<std::string> auc = {"auc"}, misspelt = {"rsme"};
  EXPECT_THROW(evaluate(model, toy.data, {}, auc), Error);
  EXPECT_THROW(evaluate(model, toy.data, {}, misspelt), Error);
}

TEST(Evaluate, BinaryModelsHaveBinaryMetrics) {
  const Toy toy = make_toy(true);
  const Model model = train(toy.data, toy.split, small_options("logistic"));
  const Evaluation result = evaluate(model, toy.data, toy.split.test, {});
  std::vector<std::string> names;
  for (const auto& [name, value] : result.metrics) names.push_back(name);
  EXPECT_THAT(names, ::testing::IsSupersetOf({"logloss", "auc", "accuracy"}));
}

TEST(Evaluate, RanksTheRowsOfEachUser) {
  const Toy toy = make_toy(true);
  const Model model = train(toy.data, toy.split, small_options("biased_mf"));
  const std::vector<std::string> names = {"logloss", "ndcg@3", "gauc"};
  const Evaluation result = evaluate(model, toy.data, toy.split.test, names);
  const std::vector<float> predicted = model.predict(toy.data, toy.split.test);
  const Groups groups = groups_of(toy.data);
  EXPECT_EQ(groups.field, "user");
  std::map<std::uint32_t, std::pair<std::vector<float>, std::vector<float>>> by_user;
  for (std::size_t i = 0; i < predicted.size(); ++i) {
    auto& [scores, gains] = by_user[groups.of_row[toy.split.test[i]]];
    scores.push_back(predicted[i]);
    gains.push_back(toy.data.target()[toy.split.test[i]]);
  }
  std::vector<RankedList> lists;
  for (const auto& [user, rows] : by_user) lists.emplace_back(rows.first, rows.second);
  EXPECT_EQ(result.lists, lists.size());
  EXPECT_EQ(result.listed_by, "user");
  EXPECT_DOUBLE_EQ(metric_of(result, "ndcg@3"), over_lists(*named_metric("ndcg").lists, lists, 3));
  EXPECT_DOUBLE_EQ(metric_of(result, "gauc"), over_lists(*named_metric("gauc").lists, lists));
  EXPECT_EQ(evaluate(model, toy.data, toy.split.test, {}).listed_by, "") << "nobody asked for lists";
}

TEST(Evaluate, GroupsMayBeGivenAndUnknownOnesAreInNoList) {
  const Toy toy = make_toy(true);
  const Model model = train(toy.data, toy.split, small_options("biased_mf"));
  ListOptions lists{.groups = {"half", std::vector<std::uint32_t>(toy.data.rows)}};
  for (std::size_t row = 0; row < toy.data.rows; ++row) lists.groups.of_row[row] = static_cast<std::uint32_t>(row % 3);
  const std::vector<std::string> names = {"mrr"};
  const Evaluation result = evaluate(model, toy.data, {}, names, 1, lists);
  EXPECT_EQ(result.lists, 2u);
  EXPECT_EQ(result.listed_by, "half");
}

TEST(Evaluate, NumbersAreGainsOrRelevantFromSomeOn) {
  const Toy toy = make_toy();
  const Model model = train(toy.data, toy.split, small_options("biased_mf"));
  const std::vector<std::string> hits = {"recall@2"}, gains = {"ndcg"};
  EXPECT_THROW(evaluate(model, toy.data, {}, hits), Error);
  EXPECT_THROW(check_metrics(toy.data, toy.split, small_options("mf"), hits), Error);
  EXPECT_NO_THROW(check_metrics(toy.data, toy.split, small_options("mf"), gains));
  const double graded = metric_of(evaluate(model, toy.data, {}, gains), "ndcg");
  const double relevant = metric_of(evaluate(model, toy.data, {}, gains, 1, {.relevant = 4}), "ndcg");
  EXPECT_GT(graded, 0.8);
  EXPECT_NE(graded, relevant);
  EXPECT_GT(metric_of(evaluate(model, toy.data, {}, hits, 1, {.relevant = 4}), "recall@2"), 0);
}

TEST(Evaluate, ListsNeedGroups) {
  Toy toy = make_toy(true);
  toy.data.schema.fields[*toy.data.schema.find(Role::user)].role = Role::feature;
  const Model model = train(toy.data, toy.split, small_options("fm"));
  const std::vector<std::string> names = {"ndcg"};
  try {
    evaluate(model, toy.data, {}, names);
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(error.remedy().find("--group"), std::string::npos) << error.remedy();
  }
}

TEST(Compare, MeansAndDeviationsOverFoldsAndSeeds) {
  const Toy toy = make_toy();
  SplitOptions parts;
  parts.split = "kfold";
  parts.folds = 3;
  const std::vector<Split> splits = cross_validation_splits(toy.data, parts, 1);
  const std::vector<TrainOptions> models = {small_options("mf"), small_options("biased_mf")};
  std::vector<std::string> progress;
  const std::vector<std::string> metrics = {"rmse"};
  const auto results =
      compare(toy.data, splits, models, 2, metrics, toy.options, [&](const auto& text) { progress.push_back(text); });
  ASSERT_EQ(results.size(), 2u);
  EXPECT_EQ(progress.size(), 12u);
  for (const Comparison& result : results) {
    ASSERT_EQ(result.runs.size(), 6u);
    double sum = 0, squares = 0;
    for (const MetricValues& run : result.runs) sum += run[0].second;
    for (const MetricValues& run : result.runs) squares += std::pow(run[0].second - sum / 6, 2);
    EXPECT_NEAR(result.mean[0].second, sum / 6, 1e-12);
    EXPECT_NEAR(result.deviation[0].second, std::sqrt(squares / 5), 1e-12);
    EXPECT_GT(result.parameters, 0u);
  }
  EXPECT_EQ(results[1].model, "biased_mf");
  EXPECT_NE(results[1].runs[0], results[1].runs[1]) << "seeds differ";
}

TEST(Compare, OneRunHasNoDeviation) {
  const Toy toy = make_toy();
  const std::vector<TrainOptions> models = {small_options("mf")};
  const auto results = compare(toy.data, {&toy.split, 1}, models, 1, {}, toy.options, {});
  EXPECT_TRUE(std::isnan(results[0].deviation[0].second));
  Split no_test = toy.split;
  no_test.test.clear();
  EXPECT_THROW(compare(toy.data, {&no_test, 1}, models, 1, {}, toy.options, {}), Error);
}

}  // namespace
}  // namespace interplay::testing
