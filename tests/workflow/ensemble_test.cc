// Several runs averaged: every member is the model that its seed alone gives.
#include <gtest/gtest.h>

#include <cmath>

#include "workflow/toy_ensemble.h"

namespace interplay::testing {
namespace {

TEST(Ensemble, IsTheMeanOfTheRunsOfItsSeeds) {
  const Toy toy = make_toy();
  const Model ensemble = train_ensemble(toy, 7, 3);
  ASSERT_EQ(ensemble.members(), 3u);
  ASSERT_EQ(ensemble.runs(), 3u);
  const Model::Prediction together = ensemble.predict_with_deviation(toy.data);
  std::vector<std::vector<float>> alone;
  for (const std::int64_t seed : {7, 8, 9}) alone.push_back(train_ensemble(toy, seed, 1).predict(toy.data));
  double largest = 0;
  for (std::size_t row = 0; row < toy.data.rows; ++row) {
    const double a = alone[0][row], b = alone[1][row], c = alone[2][row], mean = (a + b + c) / 3;
    const double squares = (a - mean) * (a - mean) + (b - mean) * (b - mean) + (c - mean) * (c - mean);
    EXPECT_NEAR(together.mean[row], mean, 1e-5);
    EXPECT_NEAR(together.deviation[row], std::sqrt(squares / 2), 1e-5);
    largest = std::max(largest, squares);
  }
  EXPECT_GT(largest, 1e-6);  // the seeds do differ
  EXPECT_EQ(ensemble.predict(toy.data), together.mean);
}

TEST(Ensemble, IsKeptByTheFileAndByThreads) {
  const TemporaryFolder folder;
  const Toy toy = make_toy();
  const Model ensemble = train_ensemble(toy, 7, 3);
  ensemble.save(folder / "model");
  const Model loaded = Model::load(folder / "model", true);
  ASSERT_EQ(loaded.members(), 3u);
  ASSERT_EQ(loaded.runs(), 3u);
  EXPECT_EQ(loaded.history(2).epochs.size(), 3u);
  EXPECT_EQ(loaded.history(2).epochs[1].loss, ensemble.history(2).epochs[1].loss);
  EXPECT_EQ(loaded.predict(toy.data), ensemble.predict(toy.data));
  train_ensemble(toy, 7, 3, 3).save(folder / "again");
  EXPECT_EQ(read_bytes(folder / "model"), read_bytes(folder / "again"));
}

TEST(Ensemble, OfOneHasNoDeviation) {
  const Toy toy = make_toy();
  for (const float deviation : train_ensemble(toy, 7, 1).predict_with_deviation(toy.data).deviation)
    EXPECT_EQ(deviation, 0);
}

struct StopInSecondRun : Observer {
  void on(const Event& event) override {
    if (const auto* run = std::get_if<RunEvent>(&event)) second = run->run == 2;
  }
  bool stop_requested() override { return second; }
  bool second = false;
};

TEST(Ensemble, InterruptedKeepsTheWholeRuns) {
  const Toy toy = make_toy();
  TrainOptions options = small_options("fm");
  options.ensemble = 3;
  StopInSecondRun observer;
  const Model model = train(toy.data, toy.split, options, toy.options, observer);
  EXPECT_EQ(model.members(), 1u);
  EXPECT_EQ(model.runs(), 1u);
  EXPECT_EQ(model.history().stopped, "all epochs");
}

}  // namespace
}  // namespace interplay::testing
