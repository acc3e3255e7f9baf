// The solvers als and mcmc on a star with every kind of field.
#include "solvers/coordinate/coordinate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "contract/small_world.h"
#include "interplay/error.h"
#include "interplay/synthetic.h"
#include "kernels/arrays.h"
#include "solvers/definition.h"

namespace interplay::testing {
namespace {

const models::ModelDefinition& fm() { return models::definition("fm"); }

TrainOptions coordinate_options(const char* solver, std::int64_t rank = 3, std::int64_t block = 0) {
  TrainOptions options;
  options.block = block;
  solver_defaults(solver, options);
  options.rank = rank;
  options.init = 0.3;
  return options;
}

ConditionalPoint conditional_of(const TrainOptions& options) {
  return solver_properties(options).samples ? ConditionalPoint::draw : ConditionalPoint::mean;
}

// Ratings with structure and noise, some of weight 2 and one of weight 0.
World coordinate_world(std::uint32_t rows = 400, std::uint32_t users = 20, std::uint32_t items = 15) {
  RandomStream random(3, Purpose::synthesize);
  std::vector<Row> list;
  for (std::uint32_t r = 0; r < rows; ++r) {
    const std::uint32_t user = 1 + random.below(users), item = 1 + random.below(items);
    const auto mean = static_cast<float>(user % 3) + static_cast<float>((user + item) % 2);
    list.push_back({user, item, 2 + mean + static_cast<float>(random.normal()) / 2,
                    r == 7       ? 0.0f
                    : r % 5 == 0 ? 2.0f
                                 : 1.0f});
  }
  return make_world(list, users, items);
}

struct Chain {
  Chain(const World& world_of, TrainOptions with, CoordinateVariant variant = {})
      : world(world_of),
        fitted(initialize(fm(), world, with)),
        views(input_views(world.data)),
        pool(static_cast<int>(with.threads)) {
    problem = std::make_unique<Problem>(
        Problem{*fitted.plan, fitted.options, views, world.rows, world.targets(), world.data.weight(), pool});
    solver = coordinate_solver(*problem, fitted.parameters, conditional_of(with), variant);
  }
  PassResult passes(std::int64_t count) {
    PassResult result;
    for (std::int64_t p = 0; p < count; ++p) result = solver->pass(++epoch, 0, [](double) { return true; });
    return result;
  }
  // Weighted mean squared error of the parameters as the model itself scores them.
  double error() const {
    const std::vector<float> scores = predictions(fitted, world, world.rows);
    double squares = 0, weights = 0;
    for (std::size_t r = 0; r < scores.size(); ++r) {
      const double e = static_cast<double>(scores[r]) - static_cast<double>(world.targets()[r]);
      squares += static_cast<double>(world.data.weight()[r]) * e * e;
      weights += static_cast<double>(world.data.weight()[r]);
    }
    return squares / weights;
  }

  const World& world;
  Fitted fitted;
  std::vector<FieldView> views;
  TaskPool pool;
  std::unique_ptr<Problem> problem;
  std::unique_ptr<Solver> solver;
  std::int64_t epoch = 0;
};

float largest_difference(const Parameters& a, const Parameters& b) {
  float largest = 0;
  for (std::size_t i = 0; i < a.block().size(); ++i) largest = std::max(largest, std::abs(a.block()[i] - b.block()[i]));
  return largest;
}

class EitherSolver : public ::testing::TestWithParam<const char*> {};

void expect_star_is_expanded(const World& world, const TrainOptions& options) {
  Chain star(world, options, {.equal_noise = true}), expanded(world, options, {.expanded = true});
  const PassResult a = star.passes(2), b = expanded.passes(2);
  EXPECT_LT(largest_difference(star.fitted.parameters, expanded.fitted.parameters), 5e-3f);
  EXPECT_NEAR(a.loss, b.loss, 1e-3 * b.loss);
}

TEST_P(EitherSolver, TheStarGivesWhatExpandedRowsGive) {
  const World world = coordinate_world();
  for (const auto& [rank, block] : {std::pair{1, 0}, {3, 0}, {8, 0}, {18, 0}, {1, 1}, {3, 1}, {5, 2}, {18, 8}}) {
    SCOPED_TRACE(std::to_string(rank) + " " + std::to_string(block));
    expect_star_is_expanded(world, coordinate_options(GetParam(), rank, block));
  }
}

// Fields without vectors: a column of the interactions, some of an entity's table, a whole table, all but one.
const std::vector<std::vector<std::string>> weights_alone = {
    {"hour"}, {"age", "job"}, {"item", "tags"}, {"age", "hour", "tags", "user", "job"}};

TEST_P(EitherSolver, TheStarGivesWhatExpandedRowsGiveOfFieldsWithoutVectors) {
  const World world = coordinate_world(),
              ids = make_world({{1, 1, 3}, {1, 2, 5}, {2, 2, 1}, {3, 1, 2}, {3, 3, 4}}, 3, 3, false);
  for (const auto& [rank, block] : {std::pair{3, 0}, {8, 0}, {3, 1}, {5, 2}}) {
    TrainOptions options = coordinate_options(GetParam(), rank, block);
    for (const std::vector<std::string>& names : weights_alone) {
      SCOPED_TRACE(names.front() + " " + std::to_string(rank) + " " + std::to_string(block));
      options.linear_only = names;
      expect_star_is_expanded(world, options);
    }
    options.linear_only = {"user"};
    expect_star_is_expanded(ids, options);
  }
}

TEST_P(EitherSolver, FieldsWithoutVectorsHaveNone) {
  const World world = coordinate_world();
  TrainOptions options = coordinate_options(GetParam());
  options.linear_only = {"hour", "age"};
  Chain chain(world, options);
  chain.passes(2);
  std::vector<std::string> names;
  for (const TensorSpec& spec : chain.fitted.plan->specs()) names.push_back(spec.name);
  EXPECT_THAT(names, ::testing::IsSupersetOf({"linear/hour", "linear/age", "embedding/user", "embedding/tags"}));
  EXPECT_THAT(names, ::testing::Not(::testing::Contains("embedding/hour")));
  EXPECT_THAT(names, ::testing::Not(::testing::Contains("embedding/age")));
}

TEST_P(EitherSolver, TheLossIsThatOfTheModelsOwnScores) {
  const World world = coordinate_world();
  for (const std::int64_t block : {0, 1, 2, 5}) {
    for (const std::vector<std::string>& without : {std::vector<std::string>{}, {"hour"}, {"age", "user", "hour"}}) {
      TrainOptions options = coordinate_options(GetParam(), 5, block);
      options.linear_only = without;
      Chain chain(world, options, {.equal_noise = true});
      const PassResult result = chain.passes(3);
      EXPECT_NEAR(result.loss, chain.error(), 1e-4 * result.loss) << block << " " << without.size();
    }
  }
}

TEST_P(EitherSolver, GivesTheSameBitsForAnyNumberOfThreads) {
  const World world = coordinate_world(9000, 1500, 300);
  for (const std::int64_t block : {0, 3}) {
    TrainOptions options = coordinate_options(GetParam(), 8, block);
    options.linear_only = block == 3 ? std::vector<std::string>{"age", "hour"} : std::vector<std::string>{};
    options.threads = 1;
    Chain one(world, options);
    one.passes(2);
    EXPECT_TRUE(one.fitted.parameters.finite());
    for (const std::int64_t threads : {2, 3, 8}) {
      options.threads = threads;
      Chain many(world, options);
      many.passes(2);
      EXPECT_EQ(std::memcmp(one.fitted.parameters.block().data(), many.fitted.parameters.block().data(),
                            one.fitted.parameters.block().size_bytes()),
                0)
          << threads << " " << block;
    }
  }
}

TEST_P(EitherSolver, OddDataStaysFinite) {
  // One value of target, one user, the same row again and again, a single row.
  std::vector<std::vector<Row>> worlds = {{}, {}, {}, {{1, 1, 3}}};
  for (std::uint32_t r = 0; r < 60; ++r) {
    worlds[0].push_back({1 + r % 6, 1 + r * 5 % 7, 3});
    worlds[1].push_back({1, 1 + r % 7, static_cast<float>(r % 5)});
    worlds[2].push_back({2, 2, 4});
  }
  for (const std::vector<Row>& rows : worlds) {
    const World world = make_world(rows, 6, 7);
    for (const auto& [expanded, block] : {std::pair{false, 0}, {true, 0}, {false, 1}, {false, 3}}) {
      Chain chain(world, coordinate_options(GetParam(), 8, block), {.expanded = expanded});
      const PassResult result = chain.passes(30);
      EXPECT_TRUE(std::isfinite(result.loss) && chain.fitted.parameters.finite());
      for (const float score : predictions(chain.fitted, world, world.rows)) EXPECT_TRUE(std::isfinite(score));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Solvers, EitherSolver, ::testing::Values("als", "mcmc"),
                         [](const auto& each) { return std::string(each.param); });

TEST(Als, TheObjectiveNeverRises) {
  const World world = coordinate_world();
  for (const std::int64_t block : {0, 1, 3}) {
    Chain chain(world, coordinate_options("als", 4, block));
    double last = 1e30;
    for (int pass = 0; pass < 30; ++pass) {
      const double objective = chain.passes(1).penalized;
      EXPECT_LT(objective, last * (1 + 1e-5)) << pass << " " << block;
      last = objective;
    }
  }
}

// Block 1 against the textbook: one parameter after the other is set where the objective is least. The score is linear
// in it, so that two looks at the model's own scores tell its slope.
TEST(Als, OneNumberAtATimeIsWhatTheDefinitionSays) {
  const World world = coordinate_world(150, 8, 6);
  const TrainOptions options = coordinate_options("als", 2, 1);
  Chain chain(world, options);
  Fitted expected = initialize(fm(), world, options);
  const auto better = [&](float& value, double l2) {
    const float before = value;
    value = 0;
    const std::vector<float> without = predictions(expected, world, world.rows);
    value = 1;
    const std::vector<float> with = predictions(expected, world, world.rows);
    double along = 0, squares = l2;
    for (std::size_t r = 0; r < with.size(); ++r) {
      const double o = static_cast<double>(world.data.weight()[r]), h = static_cast<double>(with[r] - without[r]);
      along += o * h * static_cast<double>(world.targets()[r] - without[r]);
      squares += o * h * h;
    }
    value = squares > 0 ? static_cast<float>(along / squares) : before;
  };
  for (const char* kind : {"linear", "factors"}) {
    const bool vectors = kind[0] == 'f';
    for (std::size_t c = 0; c < (vectors ? 2u : 1u); ++c) {
      for (const char* field : {"user", "age", "job", "item", "tags", "hour"}) {
        const auto& specs = expected.plan->specs();
        const auto spec = std::ranges::find_if(specs, [&](const TensorSpec& each) {
          return each.penalty == (vectors ? Penalty::factors : Penalty::linear) &&
                 each.name.ends_with(std::string("/") + field);
        });
        ASSERT_NE(spec, specs.end()) << field;
        const WritableTensor tensor = expected.parameters.writable(static_cast<TensorId>(spec - specs.begin()));
        for (std::size_t row = 0; row < tensor.rows; ++row)
          better(tensor.row(row)[c], vectors ? options.l2_factors : options.l2_linear);
      }
    }
  }
  better(*expected.parameters.writable(*expected.plan->fm_shape()->bias).data, 0);
  chain.passes(1);
  EXPECT_LT(largest_difference(chain.fitted.parameters, expected.parameters), 2e-3f);
}

// At the end no coordinate can be bettered: finite differences of the whole objective.
TEST(Als, EndsWhereTheObjectiveIsFlat) {
  const World world = coordinate_world(200, 8, 6);
  Chain chain(world, coordinate_options("als", 3, 2));
  chain.passes(300);
  double weight = 0;
  for (const float o : world.data.weight()) weight += static_cast<double>(o);
  const auto objective = [&] {
    double penalty = 0;
    for (const Tensor& tensor : chain.fitted.parameters.tensors()) {
      if (tensor.penalty == Penalty::none) continue;
      const double c =
          tensor.penalty == Penalty::linear ? chain.fitted.options.l2_linear : chain.fitted.options.l2_factors;
      penalty += c * kernels::sum_of_squares(tensor.data, tensor.size());
    }
    return weight * chain.error() + penalty;
  };
  for (const Tensor& tensor : chain.fitted.parameters.tensors()) {
    for (const std::size_t r : {std::size_t{0}, tensor.rows - 1}) {
      float& value = *chain.fitted.parameters.writable(tensor).row(r);
      const float kept = value, step = 0.05f;
      value = kept + step;
      const double above = objective();
      value = kept - step;
      const double below = objective();
      value = kept;
      EXPECT_NEAR((above - below) / (2 * static_cast<double>(step)), 0, 0.15) << tensor.name << " " << r;
    }
  }
}

TEST(Mcmc, RecoversAPlantedModel) {
  constexpr std::uint32_t users = 60, items = 50;
  RandomStream random(5, Purpose::synthesize);
  std::vector<std::array<double, 3>> u(users + 1), v(items + 1);
  for (auto* side : {&u, &v})
    for (auto& row : *side) row = {random.normal() / 2, random.normal(), random.normal()};
  const auto truth = [&](std::uint32_t a, std::uint32_t b) {
    return 3 + u[a][0] + v[b][0] + u[a][1] * v[b][1] + u[a][2] * v[b][2];
  };
  std::vector<Row> rows;
  for (std::uint32_t r = 0; r < 1500; ++r) {
    const std::uint32_t a = 1 + random.below(users), b = 1 + random.below(items);
    rows.push_back({a, b, static_cast<float>(truth(a, b) + 0.5 * random.normal())});
  }
  const World world = make_world(rows, users, items, false);
  std::vector<Row> all;
  for (std::uint32_t a = 1; a <= users; ++a)
    for (std::uint32_t b = 1; b <= items; ++b) all.push_back({a, b, static_cast<float>(truth(a, b))});
  const World whole = make_world(all, users, items, false);
  for (const std::int64_t block : {0, 1, 3}) {
    Chain chain(world, coordinate_options("mcmc", 4, block), {.equal_noise = true});
    chain.passes(50);
    std::vector<double> mean(all.size());
    double noise = 0;
    constexpr int draws = 200;
    for (int draw = 0; draw < draws; ++draw) {
      chain.passes(1);
      noise += 1 / std::sqrt(static_cast<double>(chain.solver->state()[0].values[0])) / draws;
      const std::vector<float> scores = predictions(chain.fitted, whole, whole.rows);
      for (std::size_t i = 0; i < scores.size(); ++i) mean[i] += static_cast<double>(scores[i]) / draws;
    }
    double squares = 0;
    for (std::size_t i = 0; i < all.size(); ++i) squares += std::pow(mean[i] - static_cast<double>(all[i].target), 2);
    EXPECT_LT(std::sqrt(squares / static_cast<double>(all.size())), 0.35)
        << "the spread of the truth is 1.9; " << block;
    EXPECT_NEAR(noise, 0.5, 0.05) << block;
  }
}

// Users of even number are sure of what they say: the spread of their noise is a quarter of the others'.
TEST(Mcmc, FindsWhoseRatingsTellMore) {
  constexpr std::uint32_t users = 40, items = 200;
  double with_factors = 0, without = 0;
  for (const std::uint64_t seed : {6, 7, 8, 9}) {
    RandomStream random(seed, Purpose::synthesize);
    std::vector<double> item(items + 1);
    for (double& value : item) value = random.normal();
    std::vector<Row> rows, all;
    for (std::uint32_t a = 1; a <= users; ++a) {
      for (std::uint32_t b = 1; b <= items; ++b) {
        const double truth = 3 + item[b], spread = a % 2 == 0 ? 0.3 : 1.2;
        all.push_back({a, b, static_cast<float>(truth)});
        if ((a + b) % 3 != 0)
          rows.push_back({a, b, static_cast<float>(truth + spread * random.normal()), b % 5 == 0 ? 2.0f : 1.0f});
      }
    }
    const World world = make_world(rows, users, items, false), whole = make_world(all, users, items, false);
    const auto error = [&](Chain& chain) {
      chain.passes(30);
      std::vector<double> mean(all.size());
      for (int draw = 0; draw < 50; ++draw) {
        chain.passes(1);
        const std::vector<float> scores = predictions(chain.fitted, whole, whole.rows);
        for (std::size_t i = 0; i < scores.size(); ++i) mean[i] += static_cast<double>(scores[i]) / 50;
      }
      double squares = 0;
      for (std::size_t i = 0; i < all.size(); ++i) squares += std::pow(mean[i] - static_cast<double>(all[i].target), 2);
      return std::sqrt(squares / static_cast<double>(all.size()));
    };
    Chain factors(world, coordinate_options("mcmc", 2)),
        equal(world, coordinate_options("mcmc", 2), {.equal_noise = true});
    with_factors += error(factors);
    without += error(equal);
    EXPECT_EQ(equal.solver->state().size(), 2u);
    const std::span<const float> of_users = factors.solver->state()[2].values;
    double sure = 0, unsure = 0;
    for (std::uint32_t a = 1; a <= users; ++a)
      (a % 2 == 0 ? sure : unsure) += std::log(static_cast<double>(of_users[a])) / (users / 2);
    // The prior draws the ratio, in truth 16, together.
    EXPECT_GT(sure - unsure, std::log(4.0));
    EXPECT_LT(sure - unsure, std::log(20.0));
  }
  EXPECT_LT(with_factors, 0.9 * without);
}

TEST(Coordinate, RefusesWhatItCannotFit) {
  const World world = coordinate_world(50, 5, 5);
  for (const auto& [model, reason] :
       {std::pair{"biased_mf", "link"}, {"logistic", "binary"}, {"nmf", "solver 'als' cannot fit model 'nmf'"}}) {
    TrainOptions options = coordinate_options("als");
    options.model = model;
    try {
      check_coordinate(models::definition(model).plan(world.data.schema, options, TargetInfo{}), options);
      FAIL() << model;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::usage);
      EXPECT_THAT(error.what(), ::testing::HasSubstr(reason));
    }
  }
}

}  // namespace
}  // namespace interplay::testing
