#include "interplay/evaluate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

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
