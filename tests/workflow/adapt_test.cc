#include "workflow/adapt.h"

#include <gtest/gtest.h>

#include <cmath>

#include "interplay/chains.h"
#include "interplay/evaluate.h"
#include "interplay/synthetic.h"
#include "workflow/paired_losses.h"
#include "workflow/toy.h"

namespace interplay {
namespace {

using testing::make_toy;
using testing::small_options;
using testing::Toy;

// The toy with targets a t + b.
Toy scaled(double a, double b) {
  Toy toy = make_toy();
  const auto targets = std::get<NumericColumn>(toy.data.columns[*toy.data.schema.find(Role::target)]).values.edit();
  for (float& target : *targets) target = static_cast<float>(a * static_cast<double>(target) + b);
  return toy;
}

class EveryScale : public ::testing::TestWithParam<std::string> {};

TEST_P(EveryScale, IsTheSameModel) {
  const Toy toy = make_toy();
  const std::string model = GetParam().substr(0, GetParam().find(' '));
  const std::string solver =
      GetParam().find(' ') == std::string::npos ? "gradient" : GetParam().substr(model.size() + 1);
  TrainOptions options = solver == "gradient" ? small_options(model) : default_options(model, solver);
  options.epochs = 4;
  if (solver == "mcmc") options.burn_in = 1;
  options.adapt = true;
  options.threads = 1;
  const std::vector<float> one = train(toy.data, toy.split, options).predict(toy.data);
  for (const auto& [a, b] : {std::pair(20.0, 0.0), {0.2, 3.0}, {1e-6, 0.0}, {1e9, 2e9}}) {
    const Toy other = scaled(a, b);
    const std::vector<float> predicted = train(other.data, other.split, options).predict(other.data);
    for (std::size_t r = 0; r < one.size(); ++r)
      EXPECT_NEAR((static_cast<double>(predicted[r]) - b) / a, static_cast<double>(one[r]), 2e-4) << a << " " << b;
  }
}

INSTANTIATE_TEST_SUITE_P(, EveryScale,
                         ::testing::Values("biased_mf", "concat_mf", "deepfm", "fm", "keras_fm", "linear", "mf", "nmf",
                                           "wide_deep", "fm sgda", "fm als", "fm mcmc"),
                         [](const auto& model) {
                           std::string name = model.param;
                           std::ranges::replace(name, ' ', '_');
                           return name;
                         });

double held_out(const Toy& toy, const TrainOptions& options) {
  const Model model = train(toy.data, toy.split, options);
  return evaluate(model, toy.data, toy.split.test, std::vector<std::string>{"rmse"}).metrics.front().second;
}

// Targets without any pattern.
Toy noise() {
  Toy toy = make_toy(false, 600);
  const auto targets = std::get<NumericColumn>(toy.data.columns[*toy.data.schema.find(Role::target)]).values.edit();
  for (std::size_t r = 0; r < targets->size(); ++r) {
    RandomStream random(3, Purpose::synthesize, 2, r);
    (*targets)[r] = static_cast<float>(3 + random.normal());
  }
  return toy;
}

class Adapts : public ::testing::TestWithParam<std::string> {};

TEST_P(Adapts, NoiseIsNotLearned) {
  const Toy toy = noise();
  double sum = 0, squares = 0;
  const auto targets = toy.data.target();
  for (const std::uint32_t row : toy.split.train) sum += static_cast<double>(targets[row]);
  const double mean = sum / static_cast<double>(toy.split.train.size());
  for (const std::uint32_t row : toy.split.test) {
    const double error = static_cast<double>(targets[row]) - mean;
    squares += error * error;
  }
  TrainOptions options = default_options(GetParam());
  options.threads = 1;
  EXPECT_LT(held_out(toy, options), 1.03 * std::sqrt(squares / static_cast<double>(toy.split.test.size())));
}

TEST_P(Adapts, SameBitsForAnyNumberOfThreads) {
  const Toy toy = make_toy();
  const testing::TemporaryFolder folder;
  TrainOptions options = default_options(GetParam());
  for (const int threads : {1, 3}) {
    options.threads = threads;
    train(toy.data, toy.split, options).save(folder / std::to_string(threads));
  }
  EXPECT_EQ(testing::read_bytes(folder / "1"), testing::read_bytes(folder / "3"));
}

INSTANTIATE_TEST_SUITE_P(, Adapts,
                         ::testing::Values("biased_mf", "dcnv2", "deepfm", "ffm", "finalmlp", "finalnet", "fm", "fwfm",
                                           "ipnn", "linear", "wide_deep"),
                         [](const auto& model) { return model.param; });

TEST(Adapt, AnL2ThatIsGivenSwitchesItOff) {
  TrainOptions options = default_options("fm");
  EXPECT_TRUE(adapts(options));
  options.l2 = 0.04;
  EXPECT_FALSE(adapts(options));
  options = default_options("fm");
  options.adapt = false;
  EXPECT_FALSE(adapts(options));
  EXPECT_FALSE(adapts(default_options("fm", "mcmc")));
  EXPECT_FALSE(adapts(default_options("keras_fm"))) << "a recipe of its own";
}

// Networks that have no linear part get one where weights predict rows held out as well as they do.
TEST(Adapt, ANetworkPredictsNoWorseThanWeights) {
  const Toy toy = noise(), pattern = make_toy(false, 600);
  const double weights = held_out(pattern, default_options("linear"));
  for (const char* name : {"dcnv2", "finalmlp", "finalnet", "ipnn"}) {
    const TrainOptions options = default_options(name);
    const Model model = train(toy.data, toy.split, options);
    EXPECT_TRUE(model.options().linear_part) << name;
    EXPECT_LT(held_out(pattern, options), 1.02 * weights) << name;
    const testing::TemporaryFolder folder;
    model.save(folder / "model");
    EXPECT_EQ(Model::load(folder / "model").predict(toy.data), model.predict(toy.data)) << name;
    TrainOptions further = options;
    further.epochs = 1;
    Observer silent;
    EXPECT_TRUE(train_from(model, toy.data, toy.split, further, {}, silent).options().linear_part) << name;
    TrainOptions plain = options;
    plain.adapt = false;
    plain.epochs = 1;
    EXPECT_FALSE(train(toy.data, toy.split, plain).options().linear_part) << name;
  }
}

// The best of k ways that are as good as another looks better by about sqrt(2 ln k) standard errors.
TEST(Adapt, TheBestOfManyHasToBeBetterByMore) {
  std::vector<double> other(100, 1.0), one(100, 1.0);
  for (std::size_t r = 0; r < one.size(); ++r) one[r] += (r % 2 == 0 ? 0.5 : -0.5) - 0.1;  // two standard errors
  EXPECT_TRUE(better(one, other, Than::stricter));
  EXPECT_TRUE(better(one, other, Than::stricter, 5));
  EXPECT_FALSE(better(one, other, Than::stricter, 30));
  EXPECT_TRUE(better(one, other, Than::freer, 30));
  one.resize(20), other.resize(20);
  EXPECT_FALSE(better(one, other, Than::stricter)) << "too few";
}

TEST(Adapt, WhatWasChosenIsStored) {
  const Toy toy = noise();
  const TrainOptions options = default_options("fm");
  const Model model = train(toy.data, toy.split, options);
  EXPECT_EQ(model.options().epochs, 1) << "the linear part alone";
  EXPECT_EQ(model.options().learning_rate, 0) << "and so it stays where it starts";
}

}  // namespace
}  // namespace interplay
