// What every pair of a model and a solver must do: it trains well, to the same bits whatever the threads, or it says
// why not. Pairs come from the tables, so that a new model or solver stands here by itself.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>

#include "contract/small_world.h"
#include "interplay/error.h"
#include "interplay/metrics.h"
#include "interplay/model.h"
#include "models/table.h"
#include "solvers/definition.h"
#include "solvers/gradient/drawn_rows.h"
#include "workflow/toy.h"

namespace interplay::testing {
namespace {

struct Pair {
  const models::ModelDefinition* model;
  const SolverDefinition* solver;

  friend void PrintTo(const Pair& pair, std::ostream* out) { *out << pair.model->name << " by " << pair.solver->name; }
};

std::vector<Pair> all_pairs() {
  std::vector<Pair> pairs;
  for (const models::ModelDefinition* model : models::table())
    for (const SolverDefinition* solver : solver_table()) pairs.push_back({model, solver});
  return pairs;
}

// The defaults of both; a few passes, each of which goes far.
TrainOptions options_for(const Pair& pair) {
  TrainOptions options = default_options(pair.model->name, pair.solver->name);
  if (std::ranges::find(pair.model->reads, "rank") != pair.model->reads.end()) options.rank = 5;
  options.adapt = false;
  options.threads = 1;
  options.epochs = 20;
  if (!pair.solver->properties.has_rate) return options;
  options.epochs = 60;
  options.learning_rate = options.optimizer == "adam" ? 0.01 : 0.05;
  options.batch = std::min<std::int64_t>(options.batch, 32);
  return options;
}

// Why check_training refuses the options, before there is data; nothing if it does not.
std::optional<Error> refusal_of(const TrainOptions& options) {
  try {
    check_training(options, true);
  } catch (const Error& error) {
    return error;
  }
  return std::nullopt;
}

bool fits_interactions(const Pair& pair) {
  return pair.solver->properties.fits_interactions ||
         default_options(pair.model->name, pair.solver->name).loss != "auto";
}

Toy without_bags(Toy toy) {
  for (std::size_t f = toy.data.schema.fields.size(); f-- > 0;) {
    if (toy.data.schema.fields[f].kind != Kind::multi) continue;
    toy.data.schema.fields.erase(toy.data.schema.fields.begin() + static_cast<std::ptrdiff_t>(f));
    toy.data.columns.erase(toy.data.columns.begin() + static_cast<std::ptrdiff_t>(f));
  }
  return toy;
}

const Toy& toy_for(const Pair& pair) {
  static const Toy numbers = make_toy(false, 600), binary = make_toy(true, 600), without = interactions_of(numbers),
                   single = without_bags(numbers);
  if (!pair.solver->takes_bags) return single;
  if (fits_interactions(pair)) return without;
  return needs_binary(pair.model->name) ? binary : numbers;
}

Model trained(const Pair& pair, const TrainOptions& options) {
  const Toy& toy = toy_for(pair);
  Observer observer;
  return train(toy.data, toy.split, options, toy.options, observer);
}

std::vector<float> at(std::span<const float> values, std::span<const std::uint32_t> rows) {
  std::vector<float> some;
  for (const std::uint32_t row : rows) some.push_back(values[row]);
  return some;
}

class AnyPair : public ::testing::TestWithParam<Pair> {
 protected:
  void SetUp() override { refusal_ = refusal_of(options_for(GetParam())); }
  std::optional<Error> refusal_;
};

TEST_P(AnyPair, IsRefusedByAMessageOrTrains) {
  const auto& [model, solver] = GetParam();
  if (!refusal_) {
    EXPECT_NO_THROW(trained(GetParam(), options_for(GetParam())));
    return;
  }
  EXPECT_EQ(refusal_->code(), Code::usage);
  const std::string message = refusal_->what();
  const auto quoted = [](std::string_view name) { return "'" + std::string(name) + "'"; };
  EXPECT_NE(message.find(quoted(model->name)), std::string::npos) << message;
  EXPECT_NE(message.find(quoted(solver->name)), std::string::npos) << message;
  try {
    trained(GetParam(), options_for(GetParam()));
    ADD_FAILURE() << "trains what was refused: " << message;
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()), message);
  }
}

TEST_P(AnyPair, IsFiniteAndBetterThanTheConstant) {
  if (refusal_) return;
  const Toy& toy = toy_for(GetParam());
  const Model model = trained(GetParam(), options_for(GetParam()));
  for (const TensorView& tensor : model.parameters())
    for (std::size_t i = 0; i < tensor.rows * tensor.stride; ++i) ASSERT_TRUE(std::isfinite(tensor.data[i]));
  const std::vector<float> all = model.predict(toy.data);
  for (const float prediction : all) ASSERT_TRUE(std::isfinite(prediction));
  if (!toy.data.has_target()) return;
  // Of rows that it was not trained on.
  const std::vector<float> predicted = at(all, toy.split.test), target = at(toy.data.target(), toy.split.test);
  const std::vector<float> known = at(toy.data.target(), toy.split.train);
  double mean = 0;
  for (const float y : known) mean += static_cast<double>(y) / static_cast<double>(known.size());
  const std::vector<float> constant(target.size(), static_cast<float>(mean));
  const Metric& error = metric(needs_binary(GetParam().model->name) ? "logloss" : "rmse");
  EXPECT_LT(error.compute(predicted, target, {}), 0.97 * error.compute(constant, target, {}));
}

TEST_P(AnyPair, IsTheSameAfterSavingAndLoading) {
  if (refusal_) return;
  TrainOptions options = options_for(GetParam());
  options.epochs = std::min<std::int64_t>(options.epochs, 3);
  const Toy& toy = toy_for(GetParam());
  const Model model = trained(GetParam(), options);
  const TemporaryFolder folder;
  model.save(folder / "model");
  const Model loaded = Model::load(folder / "model", true);
  EXPECT_EQ(loaded.predict(toy.data), model.predict(toy.data));
  EXPECT_EQ(loaded.options().solver, GetParam().solver->name);
  loaded.save(folder / "again");
  EXPECT_EQ(read_bytes(folder / "model"), read_bytes(folder / "again"));
}

// Enough rows for several tasks of every kind, and a large batch beside the default one.
TEST_P(AnyPair, GivesTheSameBitsForAnyNumberOfThreads) {
  if (refusal_) return;
  const auto& [model, solver] = GetParam();
  RandomStream random(3, Purpose::synthesize);
  std::vector<Row> rows;
  for (std::uint32_t r = 0; r < 4000; ++r) {
    const std::uint32_t user = 1 + random.below(300), item = 1 + random.below(200), level = user + item;
    const float target = is_binary(*model) ? static_cast<float>(level % 2) : 1 + static_cast<float>(level % 5);
    rows.push_back({user, item, target, r % 5 == 0 ? 2.0f : 1.0f});
  }
  // What belongs to an interaction is no input of models of users and items.
  const World world = make_world(rows, 300, 200, !fits_interactions(GetParam()) && solver->takes_bags);
  std::vector<std::uint32_t> training, valid;
  for (const std::uint32_t row : world.rows) (row % 8 == 7 ? valid : training).push_back(row);
  const std::vector<FieldView> fields = input_views(world.data);
  const auto bits = [&](TrainOptions options, std::int64_t threads) {
    options.threads = threads;
    Fitted fitted = initialize(*model, world, options);
    const TaskPool pool(static_cast<int>(threads));
    const bool without = fits_interactions(GetParam());
    Problem problem{
        *fitted.plan,        fitted.options, fields, training, without ? std::span<const float>() : world.targets(),
        world.data.weight(), pool,           false,  valid};
    std::optional<DrawnNegatives> negatives;
    if (options.loss != "auto") {
      negatives.emplace(world.data,
                        std::make_shared<NegativeItems>(world.data, training, negative_options(options), 1));
      problem.negatives = &*negatives;
    }
    const auto made = make_solver(problem, fitted.parameters);
    for (std::int64_t epoch = 1; epoch <= 2; ++epoch)
      made->pass(epoch, options.learning_rate, [](double) { return true; });
    EXPECT_TRUE(fitted.parameters.finite());
    const auto block = fitted.parameters.block();
    return std::vector<float>(block.begin(), block.end());
  };
  TrainOptions usual = options_for(GetParam()), large = usual;
  usual.rank = large.rank = 20;
  if (solver->properties.has_rate) usual.learning_rate = large.learning_rate = 0.01;
  std::vector<TrainOptions> cases = {usual};
  large.batch = 2048;
  if (solver->takes_batches) cases.push_back(large);
  for (const TrainOptions& options : cases) {
    const std::vector<float> one = bits(options, 1);
    for (const std::int64_t threads : {2, 3, 8}) {
      const std::vector<float> more = bits(options, threads);
      ASSERT_EQ(one.size(), more.size());
      EXPECT_EQ(std::memcmp(one.data(), more.data(), one.size() * sizeof(float)), 0)
          << threads << " threads, batch " << options.batch;
    }
  }
}

// That pairs are refused must be the exception: every model has a solver that fits it without asking, and every solver
// fits the model that it is for.
TEST(Pairs, AreRefusedForAReason) {
  for (const models::ModelDefinition* model : models::table())
    EXPECT_FALSE(refusal_of(default_options(model->name))) << model->name;
  for (const Pair& pair : all_pairs()) {
    if (pair.model->name == pair.solver->model) {
      EXPECT_FALSE(refusal_of(options_for(pair))) << pair.solver->name;
    }
    if (pair.solver->takes_batches && !needs_interactions(pair.model->name)) {
      EXPECT_FALSE(refusal_of(options_for(pair))) << pair.model->name << " by batches";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Tables, AnyPair, ::testing::ValuesIn(all_pairs()), [](const auto& test) {
  return std::string(test.param.model->name) + "_by_" + std::string(test.param.solver->name);
});

}  // namespace
}  // namespace interplay::testing
