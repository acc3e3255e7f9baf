#include "interplay/chains.h"
#include "interplay/synthetic.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "interplay/train.h"
#include "workflow/toy.h"

namespace interplay {
namespace {

using testing::make_toy;
using testing::Toy;

std::vector<std::vector<double>> normal_chains(std::size_t chains, std::size_t length) {
  RandomStream random(2, Purpose::synthesize);
  std::vector<std::vector<double>> result(chains, std::vector<double>(length));
  for (auto& chain : result)
    for (double& value : chain) value = random.normal();
  return result;
}

TEST(SplitRhat, IsOneForIndependentDraws) {
  for (const std::size_t count : {1u, 2u, 4u}) EXPECT_NEAR(split_rhat(normal_chains(count, 2000)), 1, 0.005) << count;
}

TEST(SplitRhat, SeesChainsThatDoNotMeet) {
  auto apart = normal_chains(2, 500);
  for (double& value : apart[1]) value += 3;
  EXPECT_GT(split_rhat(apart), 1.5);
  // Half a deviation apart, B / n of the four halves is 1/12 of W.
  auto near = normal_chains(2, 20000);
  for (double& value : near[1]) value += 0.5;
  EXPECT_NEAR(split_rhat(near), std::sqrt(1 + 0.25 * 0.25 * 4 / 3), 0.005);
}

TEST(SplitRhat, SeesASingleChainThatDrifts) {
  auto drift = normal_chains(1, 500);
  for (std::size_t i = 0; i < 500; ++i) drift[0][i] += static_cast<double>(i) / 100;
  EXPECT_GT(split_rhat(drift), 1.5);
}

TEST(SplitRhat, SeesChainsOfDifferentSpread) {
  auto wide = normal_chains(2, 1000);
  for (double& value : wide[1]) value *= 5;
  EXPECT_GT(split_rhat(wide), 1.2);
}

TEST(SplitRhat, DependsOnRanksAlone) {
  auto chains = normal_chains(3, 300);
  const double plain = split_rhat(chains);
  for (auto& chain : chains)
    for (double& value : chain) value = 7 + 2 * value;
  // The two values beside the median are equally far from it, up to rounding.
  EXPECT_NEAR(split_rhat(chains), plain, 1e-4);
  // Without a finite mean it still has a value near 1.
  for (auto& chain : chains)
    for (double& value : chain) value = std::pow(value, 9);
  EXPECT_NEAR(split_rhat(chains), 1, 0.02);
}

TEST(SplitRhat, IsUndefinedWhereNothingMoves) {
  EXPECT_TRUE(std::isnan(split_rhat(std::vector<std::vector<double>>{})));
  EXPECT_TRUE(std::isnan(split_rhat(std::vector<std::vector<double>>{{1, 2, 3}})));
  EXPECT_TRUE(std::isnan(split_rhat(std::vector<std::vector<double>>(2, std::vector<double>(50, 4.0)))));
}

Model chains_of(const Toy& toy, std::int64_t chains, std::int64_t seed) {
  TrainOptions options = default_options("fm", "mcmc");
  options.rank = 3;
  options.epochs = 30;
  options.burn_in = 10;
  options.draws = 12;
  options.chains = chains;
  options.seed = seed;
  return train(toy.data, toy.split, options);
}

TEST(Chains, ShareTheDrawsAndTellOfThemselves) {
  const Toy toy = make_toy();
  const Model model = chains_of(toy, 3, 5);
  EXPECT_EQ(model.members(), 12u);
  EXPECT_EQ(model.runs(), 3u);
  const std::vector<ChainNumber> numbers = chain_numbers(model);
  ASSERT_EQ(numbers.size(), 3u);
  EXPECT_EQ(numbers[0].name, "bias");
  EXPECT_EQ(numbers[1].name, "noise");
  EXPECT_EQ(numbers[2].name, "train rmse");
  for (const ChainNumber& number : numbers) {
    ASSERT_EQ(number.chains.size(), 3u);
    double sum = 0;
    for (const auto& chain : number.chains) {
      ASSERT_EQ(chain.size(), 30u);
      for (std::size_t pass = 10; pass < 30; ++pass) sum += chain[pass] / 60;
    }
    EXPECT_NEAR(number.mean, sum, 1e-9);
    EXPECT_GT(number.deviation, 0);
    EXPECT_GT(number.rhat, 0.9);
  }
}

TEST(Chains, AreThoseOfTheirSeeds) {
  const Toy toy = make_toy();
  const auto together = chain_numbers(chains_of(toy, 2, 5)), alone = chain_numbers(chains_of(toy, 1, 6));
  for (std::size_t i = 0; i < alone.size(); ++i) EXPECT_EQ(together[i].chains[1], alone[i].chains[0]);
}

TEST(Chains, SideBySideGiveTheSameBytes) {
  const Toy toy = make_toy();
  const testing::TemporaryFolder folder;
  TrainOptions options = default_options("fm", "mcmc");
  options.rank = 3;
  options.epochs = 12;
  options.chains = 3;
  for (const std::int64_t threads : {1, 2, 3, 8}) {
    options.threads = threads;
    train(toy.data, toy.split, options).save(folder / std::to_string(threads));
    EXPECT_EQ(testing::read_bytes(folder / std::to_string(threads)), testing::read_bytes(folder / "1"));
  }
}

// Few rows are predicted from the rows of tables that they read, many from all.
TEST(Chains, KeptInHalfTheMemoryPredictRowByRowAlike) {
  const Toy toy = make_toy();
  const testing::TemporaryFolder folder;
  for (const char* kind : {"regression", "ordinal"}) {
    TrainOptions options = default_options("fm", "mcmc");
    options.rank = 3;
    options.epochs = 12;
    options.target_kind = kind;
    Observer observer;
    const Model model = train(toy.data, toy.split, options, toy.options, observer);
    model.save(folder / "model");
    EXPECT_NE(testing::read_bytes(folder / "model").find("BF16"), std::string::npos);
    const Model loaded = Model::load(folder / "model", true);
    ASSERT_GT(toy.data.rows, 64u);
    const Model::Prediction all = model.predict_with_deviation(toy.data);
    EXPECT_EQ(loaded.predict(toy.data), all.mean);
    for (std::uint32_t row = 0; row < 20; ++row) {
      const Model::Prediction one = loaded.predict_with_deviation(toy.data, std::vector{row});
      EXPECT_EQ(one.mean[0], all.mean[row]);
      EXPECT_EQ(one.deviation[0], all.deviation[row]);
    }
    loaded.save(folder / "again");
    EXPECT_EQ(testing::read_bytes(folder / "model"), testing::read_bytes(folder / "again"));
  }
}

// Stops when the first of the chains has made so many passes.
struct StopAfter : Observer {
  void on(const Event& event) override {
    if (const auto* epoch = std::get_if<EpochEvent>(&event)) stop = stop || epoch->record.epoch >= passes;
  }
  bool stop_requested() override { return stop; }
  std::int64_t passes = 0;
  bool stop = false;
};

TEST(Chains, InterruptedSideBySideKeepTheirDraws) {
  const Toy toy = make_toy();
  TrainOptions options = default_options("fm", "mcmc");
  options.rank = 3;
  options.epochs = 1000;
  options.burn_in = 5;
  options.draws = 1990;
  options.chains = 2;
  options.threads = 2;
  StopAfter observer;
  observer.passes = 30;
  const Model model = train(toy.data, toy.split, options, toy.options, observer);
  std::size_t draws = 0;
  for (std::size_t run = 0; run < model.runs(); ++run) {
    EXPECT_EQ(model.history(run).stopped, "interrupted");
    draws += model.history(run).epochs.size() - 5;
  }
  EXPECT_EQ(model.members(), draws);
  EXPECT_GE(draws, 25u);
}

TEST(Chains, OtherSolversHaveNone) {
  const Toy toy = make_toy();
  TrainOptions options = default_options("fm", "als");
  options.epochs = 2;
  EXPECT_TRUE(chain_numbers(train(toy.data, toy.split, options)).empty());
}

}  // namespace
}  // namespace interplay
