// Solver mcmc on targets of a few levels: probit and ordered probit on a star with every kind of field.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <set>

#include "contract/small_world.h"
#include "interplay/error.h"
#include "interplay/synthetic.h"
#include "model/response.h"
#include "objective/normal.h"
#include "objective/ordinal.h"
#include "solvers/coordinate/coordinate.h"
#include "solvers/definition.h"

namespace interplay::testing {
namespace {

TrainOptions levels_options(const char* kind, std::int64_t rank) {
  TrainOptions options;
  solver_defaults("mcmc", options);
  options.target_kind = kind;
  options.rank = rank;
  return options;
}

struct LevelsChain {
  LevelsChain(World& of, TrainOptions with, bool scaled = false) : world(of) {
    world.target.noise = scaled;
    if (with.target_kind == "ordinal") {
      std::vector<float> levels(world.targets().begin(), world.targets().end());
      std::ranges::sort(levels);
      levels.erase(std::ranges::unique(levels).begin(), levels.end());
      world.target.levels = levels;
    } else {
      world.target.binary = true;
    }
    fitted = initialize(models::definition(with.model), world, with);
    views = input_views(world.data);
    pool = std::make_unique<TaskPool>(static_cast<int>(with.threads));
    problem = std::make_unique<Problem>(
        Problem{*fitted.plan, fitted.options, views, world.rows, world.targets(), world.data.weight(), *pool});
    solver = coordinate_solver(*problem, fitted.parameters, ConditionalPoint::draw);
  }
  PassResult pass() {
    return solver->pass(++epoch, 0, [](double) { return true; });
  }
  std::vector<float> scores(const World& of) const {
    const std::vector<FieldView> fields = input_views(of.data);
    std::vector<float> scores(of.rows.size());
    score(*fitted.plan, fitted.parameters, {fields, of.rows}, TaskPool(1), scores);
    return scores;
  }

  World& world;
  Fitted fitted;
  std::vector<FieldView> views;
  std::unique_ptr<TaskPool> pool;
  std::unique_ptr<Problem> problem;
  std::unique_ptr<Solver> solver;
  std::int64_t epoch = 0;
};

World random_levels(std::uint32_t levels, std::uint32_t rows = 400, std::uint32_t users = 20,
                    std::uint32_t items = 15) {
  RandomStream random(3, Purpose::synthesize);
  std::vector<Row> list;
  for (std::uint32_t r = 0; r < rows; ++r) {
    const std::uint32_t user = 1 + random.below(users), item = 1 + random.below(items);
    const double z = user % 3 + (user + item) % 2 + random.normal();
    const double level = std::clamp(std::floor(z * levels / 4), 0.0, levels - 1.0);
    list.push_back({user, item, static_cast<float>(level), r == 7 ? 0.0f : r % 5 == 0 ? 2.0f : 1.0f});
  }
  return make_world(list, users, items);
}

// The solver's own sums over the star against the model's scores, on all kinds of fields.
TEST(Levels, TheLossIsThatOfTheModelsOwnScores) {
  struct Case {
    const char* kind;
    std::uint32_t levels;
    bool scaled;
  };
  for (const auto& [kind, levels, scaled] :
       {Case{"ordinal", 5, false}, Case{"ordinal", 5, true}, Case{"ordinal", 2, false}, Case{"binary", 2, false}}) {
    for (const char* model : {"fm", "mf", "linear"}) {
      World world = random_levels(levels);
      TrainOptions options = levels_options(kind, 5);
      options.model = model;
      LevelsChain chain(world, options, scaled);
      PassResult result;
      for (int i = 0; i < 3; ++i) result = chain.pass();
      const Response response(*chain.fitted.plan, chain.fitted.parameters);
      const std::vector<float> scores = chain.scores(world);
      const RowNoise noise(*chain.fitted.plan, {chain.views, world.rows});
      std::set<float> threshold_scales;
      double loss = 0, squares = 0, weights = 0;
      std::vector<double> p(levels);
      for (std::size_t r = 0; r < scores.size(); ++r) {
        const auto o = static_cast<double>(world.data.weight()[r]), y = static_cast<double>(world.targets()[r]);
        const float deviation = noise.deviation(chain.fitted.parameters, r);
        threshold_scales.insert(deviation);
        response.probabilities(scores[r], deviation, p);
        loss -= o * std::log(p[static_cast<std::size_t>(y)]);
        squares += o * std::pow(static_cast<double>(response.prediction(scores[r], deviation)) - y, 2);
        weights += o;
      }
      EXPECT_NEAR(result.loss, loss / weights, 1e-4 * result.loss) << kind << levels << model << scaled;
      EXPECT_EQ(threshold_scales.size() > 1, scaled);
      if (std::string(kind) == "ordinal") {
        EXPECT_NEAR(result.train.at(0).second, std::sqrt(squares / weights), 1e-4) << levels << model;
      }
    }
  }
}

TEST(Levels, SameBitsForAnyNumberOfThreads) {
  for (const bool scaled : {false, true}) {
    World world = random_levels(5, 9000, 1500, 300);
    TrainOptions options = levels_options("ordinal", 8);
    options.threads = 1;
    LevelsChain one(world, options, scaled);
    for (int i = 0; i < 2; ++i) one.pass();
    EXPECT_TRUE(one.fitted.parameters.finite());
    for (const std::int64_t threads : {2, 3, 8}) {
      options.threads = threads;
      LevelsChain many(world, options, scaled);
      for (int i = 0; i < 2; ++i) many.pass();
      EXPECT_EQ(std::memcmp(one.fitted.parameters.block().data(), many.fitted.parameters.block().data(),
                            one.fitted.parameters.block().size_bytes()),
                0)
          << threads;
    }
  }
}

// All rows alike: the score s is the bias plus what the prior allows, and as the bias has a flat prior so has
// s. The posterior of s and of the second cut point is then the likelihood, which can be summed over a grid.
TEST(Levels, FollowAPosteriorThatCanBeIntegrated) {
  const std::vector<std::size_t> counts = {4, 3, 6};
  std::vector<Row> rows;
  for (std::size_t k = 0; k < counts.size(); ++k)
    for (std::size_t n = 0; n < counts[k]; ++n) rows.push_back({1, 1, static_cast<float>(k)});
  std::vector<double> exact(3, 0.0), p(3);
  double total = 0, exact_squares = 0;
  for (double s = -4; s < 6; s += 0.02) {
    for (double c = 0.01; c < 6; c += 0.02) {
      level_probabilities(std::vector<float>{0, static_cast<float>(c)}, s, p);
      double likelihood = 1;
      for (std::size_t k = 0; k < 3; ++k) likelihood *= std::pow(p[k], static_cast<double>(counts[k]));
      total += likelihood;
      for (std::size_t k = 0; k < 3; ++k) exact[k] += likelihood * p[k];
      exact_squares += likelihood * p[0] * p[0];
    }
  }
  World world = make_world(rows, 1, 1, false);
  LevelsChain chain(world, levels_options("ordinal", 2));
  std::vector<double> mean(3, 0.0);
  double squares = 0;
  constexpr int draws = 25000;
  for (int i = -500; i < draws; ++i) {
    chain.pass();
    if (i < 0) continue;
    Response(*chain.fitted.plan, chain.fitted.parameters).probabilities(chain.scores(world).front(), 1, p);
    for (std::size_t k = 0; k < 3; ++k) mean[k] += p[k] / draws;
    squares += p[0] * p[0] / draws;
  }
  for (std::size_t k = 0; k < 3; ++k) EXPECT_NEAR(mean[k], exact[k] / total, 0.01) << k;
  EXPECT_NEAR(squares - mean[0] * mean[0], exact_squares / total - std::pow(exact[0] / total, 2), 0.002);
}

TEST(Levels, RecoverAPlantedOrderedProbit) {
  constexpr std::uint32_t users = 60, items = 50;
  const std::vector<float> thresholds = {0, 0.8f, 2.2f};
  RandomStream random(5, Purpose::synthesize);
  std::vector<std::array<double, 3>> u(users + 1), v(items + 1);
  for (auto* side : {&u, &v})
    for (auto& row : *side) row = {random.normal() / 2, random.normal() * 0.8, random.normal() * 0.8};
  const auto truth = [&](std::uint32_t a, std::uint32_t b) {
    return 1 + u[a][0] + v[b][0] + u[a][1] * v[b][1] + u[a][2] * v[b][2];
  };
  const std::vector<float> levels = {0.5f, 1, 2, 4};
  std::vector<Row> rows, all;
  for (std::uint32_t r = 0; r < 2500; ++r) {
    const std::uint32_t a = 1 + random.below(users), b = 1 + random.below(items);
    const double z = truth(a, b) + random.normal();
    rows.push_back({a, b, levels[static_cast<std::size_t>(std::ranges::count_if(thresholds, [&](float c) {
                      return static_cast<double>(c) < z;
                    }))]});
  }
  for (std::uint32_t a = 1; a <= users; ++a)
    for (std::uint32_t b = 1; b <= items; ++b) all.push_back({a, b, 0});
  World world = make_world(rows, users, items, false);
  const World whole = make_world(all, users, items, false);
  LevelsChain chain(world, levels_options("ordinal", 4));
  constexpr int draws = 200;
  std::vector<double> mean(all.size(), 0.0);
  double cut = 0;
  for (int i = -60; i < draws; ++i) {
    chain.pass();
    if (i < 0) continue;
    const Response response(*chain.fitted.plan, chain.fitted.parameters);
    const std::vector<float> scores = chain.scores(whole);
    for (std::size_t n = 0; n < scores.size(); ++n)
      mean[n] += static_cast<double>(response.prediction(scores[n])) / draws;
    cut += static_cast<double>(chain.fitted.parameters.find("cuts").data[2]) / draws;
  }
  double squares = 0, spread = 0;
  for (std::size_t n = 0; n < all.size(); ++n) {
    const double expected = level_moments(thresholds, levels, truth(all[n].user, all[n].item)).mean;
    squares += std::pow(mean[n] - expected, 2);
    spread += std::pow(expected - 1.9, 2);
  }
  const auto count = static_cast<double>(all.size());
  EXPECT_LT(std::sqrt(squares / count), 0.5 * std::sqrt(spread / count));
  EXPECT_NEAR(cut, 2.2, 0.25);
}

// Users of even number use the ends of the scale, the others its middle; items alike.
TEST(Levels, RecoverHowFarApartThresholdsLie) {
  constexpr std::uint32_t users = 40, items = 40;
  const std::vector<float> thresholds = {-1.5f, -0.5f, 0.5f, 1.5f};
  RandomStream random(6, Purpose::synthesize);
  std::vector<Row> rows;
  for (std::uint32_t n = 0; n < 8 * users * items; ++n) {
    const std::uint32_t a = 1 + n % users, b = 1 + n / users % items;
    const double threshold_scale = (a % 2 == 0 ? 0.7 : 1.4) * (b % 2 == 0 ? 0.8 : 1.2), z = random.normal();
    const auto below = [&](float c) { return 0.5 + threshold_scale * (static_cast<double>(c) - 0.5) < z; };
    rows.push_back({a, b, static_cast<float>(1 + std::ranges::count_if(thresholds, below))});
  }
  World world = make_world(rows, users, items, false);
  LevelsChain chain(world, levels_options("ordinal", 1), true);
  double user_ratio = 0, item_ratio = 0;
  constexpr int draws = 150;
  const auto log_of = [&](const char* name, std::uint32_t id) {
    return std::log(static_cast<double>(*chain.fitted.parameters.find(name).row(id)));
  };
  for (int i = -200; i < draws; ++i) {
    chain.pass();
    for (std::uint32_t id = 1; i >= 0 && id <= users; ++id) {
      const double sign = id % 2 == 0 ? -1 : 1;
      user_ratio += sign * log_of("stretch/user", id) / (users / 2 * draws);
      item_ratio += sign * log_of("stretch/item", id) / (items / 2 * draws);
    }
  }
  // The prior draws them somewhat together.
  EXPECT_NEAR(std::exp(user_ratio), 2, 0.2);
  EXPECT_NEAR(std::exp(item_ratio), 1.5, 0.2);
}

}  // namespace
}  // namespace interplay::testing
