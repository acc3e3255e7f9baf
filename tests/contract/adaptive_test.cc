// Solver sgda on a star with every kind of field.
#include "solvers/gradient/adaptive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "contract/small_world.h"
#include "interplay/error.h"
#include "interplay/synthetic.h"
#include "kernels/fused_step.h"
#include "solvers/checkpoint.h"
#include "solvers/definition.h"
#include "solvers/gradient/fused_features.h"

namespace interplay::testing {
namespace {

using ::testing::HasSubstr;

TrainOptions adaptive_options(const std::string& model, std::int64_t rank = 3) {
  TrainOptions options;
  options.model = model;
  if (const auto defaults = models::definition(model).defaults) defaults(options);
  solver_defaults("sgda", options);
  options.rank = rank;
  options.init = 0.3;
  options.learning_rate = 0.02;
  options.linear_rate = 0.5;
  options.l2_rate = 20;
  options.threads = 1;
  return options;
}

// Ratings with structure and noise (or whether they are above the middle), some of weight 2 and one of weight 0.
World adaptive_world(bool binary = false, std::uint32_t rows = 400, std::uint32_t users = 20,
                     std::uint32_t items = 15) {
  RandomStream random(3, Purpose::synthesize);
  std::vector<Row> list;
  for (std::uint32_t r = 0; r < rows; ++r) {
    const std::uint32_t user = 1 + random.below(users), item = 1 + random.below(items);
    const auto mean = static_cast<float>(user % 3) + static_cast<float>((user + item) % 2);
    const float target = 2 + mean + static_cast<float>(random.normal()) / 2;
    const float weight = r == 7 ? 0.0f : r % 5 == 0 ? 2.0f : 1.0f;
    list.push_back({user, item, binary ? static_cast<float>(target > 3.5f) : target, weight});
  }
  return make_world(list, users, items);
}

struct Descent {
  // Every fourth row is one of validation.
  Descent(const World& of, const TrainOptions& with) : Descent(of, with, {}, {}) {
    for (const std::uint32_t row : world.rows) (row % 4 == 3 ? valid : train).push_back(row);
    start();
  }
  Descent(const World& of, const TrainOptions& with, std::vector<std::uint32_t> train_rows,
          std::vector<std::uint32_t> valid_rows)
      : world(of),
        fitted(initialize(models::definition(with.model), world, with)),
        views(input_views(world.data)),
        pool(static_cast<int>(with.threads)),
        train(std::move(train_rows)),
        valid(std::move(valid_rows)) {
    if (!train.empty()) start();
  }
  void start() {
    problem = std::make_unique<Problem>(
        Problem{*fitted.plan, fitted.options, views, train, world.targets(), world.data.weight(), pool, false, valid});
    solver = make_solver(*problem, fitted.parameters);
  }
  PassResult passes(std::int64_t count) {
    PassResult result;
    for (std::int64_t p = 0; p < count; ++p)
      result = solver->pass(++epoch, fitted.options.learning_rate, [](double) { return true; });
    return result;
  }
  std::span<float> coefficients() { return solver->state()[0].values; }
  std::span<float> gradients() { return solver->state()[1].values; }

  const World& world;
  Fitted fitted;
  std::vector<FieldView> views;
  TaskPool pool;
  std::vector<std::uint32_t> train, valid;
  std::unique_ptr<Problem> problem;
  std::unique_ptr<Solver> solver;
  std::int64_t epoch = 0;
};

// What a fitted model and one more step make of the validation row: its loss by the model's own scores, with the
// coefficients given.
double next_loss(Descent& descent, std::span<const float> coefficients) {
  const FusedFeatures features(*descent.problem);
  const TrainOptions& options = descent.fitted.options;
  Parameters next = descent.fitted.parameters;
  const std::span<const float> gradients = descent.gradients();
  for (std::size_t s = 0; s < features.slots().size(); ++s) {
    const FusedSlot& slot = features.slots()[s];
    const float* c = coefficients.data() + s * features.stride();
    for (std::uint32_t row = 0; row < slot.rows; ++row) {
      const float* gradient = gradients.data() + (slot.first + row) * features.stride();
      const auto step = [&](TensorId id, std::size_t at, double rate) {
        const WritableTensor tensor = next.writable(id);
        for (std::size_t k = 0; k < tensor.columns; ++k) {
          const double theta = tensor.row(row)[k], l2 = c[at + k];
          tensor.row(row)[k] = static_cast<float>(theta - rate * (gradient[at + k] + 2 * l2 * theta));
        }
      };
      if (slot.factors) step(*slot.factors, 0, options.learning_rate);
      if (slot.linear)
        step(*slot.linear, features.factors() + kernels::fused_weight, options.learning_rate * options.linear_rate);
    }
  }
  std::vector<float> scores(1);
  score(*descent.fitted.plan, next, {descent.views, descent.valid}, descent.pool, scores);
  const std::uint32_t row = descent.valid.front();
  return descent.fitted.plan->objective().evaluate({.score = scores,
                                                    .target = descent.world.targets().subspan(row, 1),
                                                    .weight = descent.world.data.weight().subspan(row, 1)});
}

// One training row and one validation row: the coefficients have made one step.
void expect_one_step(const std::string& model, bool binary, std::uint32_t train, std::uint32_t valid) {
  const World world = adaptive_world(binary);
  TrainOptions options = adaptive_options(model);
  options.l2_linear = options.l2_factors = 3;  // so that no coefficient reaches 0, nor what it may be at most
  options.l2_rate = 100;
  Descent descent(world, options, {train}, {valid});
  RandomStream random(train, Purpose::synthesize, valid);
  for (float& gradient : descent.gradients()) gradient = static_cast<float>(random.normal());
  for (TensorId id = 0; id < descent.fitted.parameters.size(); ++id) {
    const WritableTensor tensor = descent.fitted.parameters.writable(id);
    for (std::size_t row = 0; row < tensor.rows; ++row)
      for (std::size_t k = 0; k < tensor.columns; ++k) tensor.row(row)[k] = static_cast<float>(random.normal()) / 2;
  }
  const std::vector<float> before(descent.coefficients().begin(), descent.coefficients().end());
  descent.passes(1);
  double largest = 0;
  for (std::size_t at = 0; at < before.size(); ++at) {
    if (before[at] == 0) continue;  // padding
    constexpr float h = 0.25f;      // scores are floats, and the loss hardly bends
    std::vector<float> above = before, below = before;
    above[at] += h;
    below[at] -= h;
    const double slope = (next_loss(descent, above) - next_loss(descent, below)) / (2 * static_cast<double>(h));
    const double change = -options.learning_rate * options.l2_rate * slope;
    EXPECT_NEAR(descent.coefficients()[at] - before[at], change, 2e-4 + 0.01 * std::abs(change)) << model << " " << at;
    largest = std::max(largest, std::abs(change));
  }
  EXPECT_GT(largest, 0.003) << model;
}

TEST(Sgda, CoefficientsStepDownTheValidationLossAfterTheNextStep) {
  // Items 3 and 7 of 15 have three tags each.
  const World world = adaptive_world();
  std::vector<std::uint32_t> tagged;
  for (const std::uint32_t row : world.rows)
    if (world.data.entities[1].row_of[row] % 4 == 3 && world.data.weight()[row] > 0) tagged.push_back(row);
  ASSERT_GT(tagged.size(), 20u);
  for (std::size_t i = 0; i < 10; ++i)
    for (const char* model : {"fm", "linear", "mf"}) expect_one_step(model, false, tagged[i], tagged[19 - i]);
  for (std::size_t i = 0; i < 4; ++i) expect_one_step("biased_mf", false, tagged[i], tagged[19 - i]);
}

TEST(Sgda, CoefficientsStepDownTheLogisticLoss) {
  for (std::uint32_t row = 0; row < 5; ++row) expect_one_step("fm", true, row, 20 + row);
}

TEST(Sgda, CoefficientsAreNeverNegative) {
  const World world = adaptive_world();
  for (const double rate : {1.0, 100.0, 1e5}) {
    TrainOptions options = adaptive_options("fm", 8);
    options.l2_rate = rate;
    Descent descent(world, options);
    float largest = 0;
    for (int pass = 0; pass < 10; ++pass) {
      descent.passes(1);
      for (const float c : descent.coefficients()) ASSERT_GE(c, 0.0f);
      largest = std::max(largest, *std::ranges::max_element(descent.coefficients()));
    }
    EXPECT_GT(largest, 0.0f);
    EXPECT_TRUE(descent.fitted.parameters.finite());
  }
}

TEST(Sgda, GivesTheSameBitsForAnyNumberOfThreads) {
  const World world = adaptive_world(false, 9000, 1500, 300);
  TrainOptions options = adaptive_options("fm", 8);
  Descent one(world, options);
  one.passes(2);
  for (const std::int64_t threads : {2, 3}) {
    options.threads = threads;
    Descent many(world, options);
    many.passes(2);
    EXPECT_EQ(std::memcmp(one.fitted.parameters.block().data(), many.fitted.parameters.block().data(),
                          one.fitted.parameters.block().size_bytes()),
              0);
    EXPECT_TRUE(std::ranges::equal(one.coefficients(), many.coefficients()));
  }
}

TEST(Sgda, GoesOnFromItsState) {
  const World world = adaptive_world();
  Descent whole(world, adaptive_options("fm")), first(world, adaptive_options("fm")),
      second(world, adaptive_options("fm"));
  whole.passes(5);
  first.passes(2);
  Snapshot snapshot;
  take_snapshot(first.fitted.parameters, *first.solver, snapshot);
  restore(snapshot, second.fitted.parameters, *second.solver);
  second.epoch = 2;
  second.passes(3);
  EXPECT_TRUE(std::ranges::equal(whole.fitted.parameters.block(), second.fitted.parameters.block()));
  EXPECT_TRUE(std::ranges::equal(whole.coefficients(), second.coefficients()));
}

TEST(Sgda, TellsTheMeanCoefficientOfEveryTensor) {
  const World world = adaptive_world();
  Descent descent(world, adaptive_options("fm", 3));
  const PassResult result = descent.passes(3);
  ASSERT_EQ(result.l2.size(), 2 * descent.views.size());
  const FusedFeatures features(*descent.problem);
  for (const auto& [name, value] : result.l2) {
    bool found = false;
    for (std::size_t s = 0; s < features.slots().size(); ++s) {
      const float* c = descent.coefficients().data() + s * features.stride();
      if (descent.fitted.plan->specs()[*features.slots()[s].factors].name == name) {
        EXPECT_NEAR(value, (c[0] + c[1] + c[2]) / 3, 1e-7);
        found = true;
      }
      if (descent.fitted.plan->specs()[*features.slots()[s].linear].name == name) {
        EXPECT_NEAR(value, c[8], 1e-7);
        found = true;
      }
    }
    EXPECT_TRUE(found) << name;
  }
  EXPECT_GT(result.penalized, result.loss);
}

TEST(Sgda, RowsOfValidationCountByTheirWeight) {
  const World world = adaptive_world();
  const auto change = [&](std::uint32_t valid) {
    TrainOptions options = adaptive_options("fm");
    options.l2_linear = options.l2_factors = 3;
    Descent descent(world, options, {1}, {valid});
    descent.passes(1);
    double sum = 0;
    for (const float c : descent.coefficients()) sum += std::abs(c > 0 ? c - 3.0 : 0.0);
    return sum;
  };
  EXPECT_EQ(change(7), 0);  // weight 0
  EXPECT_GT(change(8), 0);
}

TEST(Sgda, FitsEveryShapeOfFactorizationMachine) {
  for (const bool binary : {false, true}) {
    const World world = adaptive_world(binary);
    for (const char* model : {"fm", "linear", "mf", "nmf", "biased_mf", "logistic"}) {
      if (!binary && is_binary(models::definition(model))) continue;
      Descent descent(world, adaptive_options(model));
      const double before = descent.passes(1).loss, after = descent.passes(20).loss;
      EXPECT_LT(after, before) << model << binary;
      EXPECT_TRUE(descent.fitted.parameters.finite());
    }
  }
}

TEST(Sgda, OddDataStaysFinite) {
  // One value of target, one user, the same row again and again; a validation part that training never met.
  std::vector<std::vector<Row>> worlds(4);
  for (std::uint32_t r = 0; r < 60; ++r) {
    worlds[0].push_back({1 + r % 6, 1 + r * 5 % 7, 3});
    worlds[1].push_back({1, 1 + r % 7, static_cast<float>(r % 5)});
    worlds[2].push_back({2, 2, 4});
    worlds[3].push_back(r % 4 == 3 ? Row{0, 0, 5} : Row{1 + r % 6, 1 + r * 5 % 7, static_cast<float>(r % 5)});
  }
  for (const std::vector<Row>& rows : worlds) {
    const World world = make_world(rows, 6, 7);
    TrainOptions options = adaptive_options("fm", 8);
    options.l2_rate = 1000;
    Descent descent(world, options);
    const PassResult result = descent.passes(30);
    EXPECT_TRUE(std::isfinite(result.loss) && descent.fitted.parameters.finite());
    for (const float score : predictions(descent.fitted, world, world.rows)) EXPECT_TRUE(std::isfinite(score));
    for (const float c : descent.coefficients()) EXPECT_TRUE(std::isfinite(c));
  }
}

std::string refusal(const std::string& model, const TrainOptions& options, bool validation = true) {
  const World world = adaptive_world();
  try {
    const Fitted fitted = initialize(models::definition(model), world, options);
    check_adaptive(*fitted.plan, options, validation);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::usage);
    return error.what();
  }
  return "";
}

TEST(Sgda, RefusesWhatItCannotFit) {
  EXPECT_EQ(refusal("fm", adaptive_options("fm")), "");
  EXPECT_THAT(refusal("deepfm", adaptive_options("deepfm")),
              AllOf(HasSubstr("cannot fit model 'deepfm'"), HasSubstr("--solver gradient")));
  EXPECT_THAT(refusal("keras_fm", adaptive_options("keras_fm")), HasSubstr("cannot fit model 'keras_fm'"));
  EXPECT_THAT(refusal("fm", adaptive_options("fm"), false),
              AllOf(HasSubstr("there is none"), HasSubstr("--valid 0.1")));
  TrainOptions options = adaptive_options("fm");
  options.optimizer = "adam";
  EXPECT_THAT(refusal("fm", options), HasSubstr("'optimizer' is 'adam'"));
  options = adaptive_options("fm");
  options.batch = 32;
  EXPECT_THAT(refusal("fm", options), HasSubstr("'batch' is 32"));
  options = adaptive_options("fm");
  options.l2_count_power = 0.35;
  EXPECT_THAT(refusal("fm", options), HasSubstr("l2_count_power"));
  options = adaptive_options("fm");
  options.pairs_within_bags = false;
  EXPECT_THAT(refusal("fm", options), HasSubstr("pairs within the bags of field 'tags'"));
}

}  // namespace
}  // namespace interplay::testing
