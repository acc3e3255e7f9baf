// Fused steps for losses over lists, beside mini-batches of one positive.
#include "solvers/gradient/ranked.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <numeric>
#include <set>

#include "interplay/build.h"
#include "interplay/encode.h"
#include "plan/run.h"
#include "solvers/gradient/drawn_rows.h"
#include "solvers/start_loss.h"
#include "terms/linear.h"
#include "terms/pairwise.h"

namespace interplay {
namespace {

// Users take items of their own kind (number mod 4) nine times in ten. With attributes, a user has a job, shared with
// others, and an item two tags of its own, so that a positive and its negatives have no feature in common.
struct Clicks {
  static constexpr std::uint32_t users = 40, items = 90, kinds = 4;

  explicit Clicks(bool attributes, std::uint32_t rows = 400) {
    std::vector<std::int64_t> user, item;
    RandomStream random(3, Purpose::synthesize);
    std::set<std::pair<std::uint32_t, std::uint32_t>> met;
    while (user.size() < rows) {
      const std::uint32_t u = random.below(users);
      std::uint32_t i = random.below(items);
      if (random.below(10) > 0) i = i / kinds * kinds + u % kinds;
      if (i >= items || !met.emplace(u, i).second) continue;
      user.push_back(u + 1);
      item.push_back(i + 1);
    }
    DatasetBuilder builder;
    builder.add("user", Ids{user}, Role::user).add("item", Ids{item}, Role::item);
    if (attributes) add_tables(builder);
    all.resize(rows);
    std::iota(all.begin(), all.end(), 0u);
    data = encode(builder.build(), all, {});
    views = input_views(data);
    for (std::uint32_t r = 0; r < rows; ++r) weights.push_back(0.5f + static_cast<float>(r % 4));
  }
  static void add_tables(DatasetBuilder& builder) {
    std::vector<std::int64_t> user(users), item(items), job;
    std::iota(user.begin(), user.end(), 1);
    std::iota(item.begin(), item.end(), 1);
    for (const std::int64_t u : user) job.push_back(u % 5);
    std::vector<std::uint64_t> offsets{0};
    std::vector<std::int64_t> tags;
    for (const std::int64_t i : item) {
      tags.insert(tags.end(), {2 * i, 2 * i + 1});
      offsets.push_back(tags.size());
    }
    builder.join("user", Ids{user}, {{"job", Ids{job}}});
    builder.join("item", Ids{item}, {{"tags", Bags{offsets, Ids{tags}}}});
  }

  Dataset data;
  std::vector<FieldView> views;
  std::vector<std::uint32_t> all;
  std::vector<float> weights;
};

TrainOptions options_for(const std::string& loss, const std::string& optimizer) {
  TrainOptions options;
  options.loss = loss;
  options.optimizer = optimizer;
  options.batch = 1;
  options.learning_rate = 0.05;
  options.linear_rate = 0.5;
  options.l2 = 0.001;
  options.l2_linear = 0.01;
  options.l2_factors = 0.02;
  options.l2_count_power = 0.5;
  return options;
}

struct Fit {
  Fit(const Clicks& of, TrainOptions with, std::size_t rank = 5, int threads = 1, bool weighted = false)
      : options(std::move(with)), plan(of.data.schema), pool(threads) {
    plan.add(linear(plan.table("linear", 1, {.penalty = Penalty::linear})));
    plan.add(pairwise(
        plan.table("embedding", rank, {.initializer = {Initializer::Kind::normal, 0.3}, .penalty = Penalty::factors})));
    const Loss& loss = loss_named(options.loss);
    Objective objective{.link = link_named(loss.link()), .loss = &loss};
    objective.hardest = options.negative_sampling == "hard";
    plan.finish(sum_head(true, 0), objective);
    parameters = Parameters({plan.specs().begin(), plan.specs().end()});
    parameters.initialize(1);
    negatives.emplace(of.data, std::make_shared<NegativeItems>(of.data, of.all, negative_options(options),
                                                               static_cast<std::uint64_t>(options.seed)));
    problem =
        std::make_unique<Problem>(Problem{plan,
                                          options,
                                          of.views,
                                          of.all,
                                          {},
                                          weighted ? std::span<const float>(of.weights) : std::span<const float>(),
                                          pool});
    problem->negatives = &*negatives;
  }
  // Whether no positive of the epoch has an item twice among its negatives: steps then do not depend on their order.
  bool distinct(std::uint64_t epoch) const {
    const NegativeItems& items = *negatives->items;
    return std::ranges::all_of(problem->rows, [&](std::uint32_t row) {
      std::set<std::uint32_t> drawn;
      for (std::uint32_t n = 0; n < items.count(); ++n) drawn.insert(items.draw(epoch, row, n));
      return drawn.size() == items.count();
    });
  }
  double train(Solver& solver, std::int64_t passes) {
    double loss = 0;
    for (std::int64_t epoch = 1; epoch <= passes; ++epoch)
      loss = solver.pass(epoch, options.learning_rate, [](double) { return true; }).loss;
    return loss;
  }

  TrainOptions options;
  ModelPlan plan;
  Parameters parameters;
  TaskPool pool;
  std::optional<DrawnNegatives> negatives;
  std::unique_ptr<Problem> problem;
};

constexpr std::array losses = {"bpr", "warp", "warp-kos", "sampled-softmax", "logistic"};

double most_difference(const Parameters& a, const Parameters& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.block().size(); ++i)
    most = std::max(most, std::abs(static_cast<double>(a.block()[i]) - static_cast<double>(b.block()[i])));
  return most;
}

// Tensors of which all items of a comparison have the same share: the bias and the weights of users. Slopes of losses
// that compare items add up to 0 there.
bool cancels(const Tensor& tensor) {
  return tensor.name == "bias" || tensor.name == "linear/user" || tensor.name == "linear/job";
}

// Several negatives under Adagrad. Fused steps leave out what cancels. Mini-batches add the slopes up, and rounding
// leaves some 1e-8 of them; the first steps divide that by sqrt(epsilon) = 3e-4, and the changes build up: at most 0.01
// in an epoch. Nothing that depends on an item differs, so lists do not either.
void expect_same_but_for_what_cancels(const Parameters& fused, const Parameters& composed) {
  for (std::size_t id = 0; id < fused.size(); ++id) {
    SCOPED_TRACE(fused[id].name);
    const bool cancelled = cancels(fused[id]);
    for (std::size_t i = 0; i < fused[id].size(); ++i) {
      ASSERT_TRUE(!cancelled || fused[id].data[i] == 0);
      ASSERT_NEAR(fused[id].data[i], composed[id].data[i], cancelled ? 0.02 : 2e-5);
    }
  }
}

void expect_same_steps(const Clicks& clicks, TrainOptions options, std::size_t rank, bool weighted) {
  std::optional<Fit> fused;
  for (options.seed = 1; options.seed < 2000; ++options.seed) {
    fused.emplace(clicks, options, rank, 1, weighted);
    if (fused->distinct(1)) break;
  }
  ASSERT_TRUE(fused->distinct(1));
  ASSERT_EQ(ranked_refusal(*fused->problem), "");
  Fit composed(clicks, options, rank, 1, weighted);
  const Parameters start = composed.parameters;
  const auto steps = ranked_solver(*fused->problem, fused->parameters);
  const auto batches = minibatch_solver(*composed.problem, composed.parameters);
  const double loss = fused->train(*steps, 1), expected = composed.train(*batches, 1);
  EXPECT_NEAR(loss, expected, 1e-5 * std::abs(expected));
  EXPECT_GT(most_difference(start, composed.parameters), 0.05);
  const bool compares = options.loss == "bpr" || options.loss == "sampled-softmax";
  if (compares && options.optimizer == "adagrad" && options.negatives > 1) {
    expect_same_but_for_what_cancels(fused->parameters, composed.parameters);
  } else {
    EXPECT_LT(most_difference(fused->parameters, composed.parameters), 2e-5);
  }
}

TEST(Ranked, StepsAreThoseOfMiniBatchesOfOnePositive) {
  const Clicks ids(false, 60), attributes(true, 60);
  for (const Clicks* clicks : {&ids, &attributes})
    for (const std::string loss : losses)
      for (const std::string optimizer : {"sgd", "adagrad"})
        for (const std::int64_t count : {1, 3}) {
          SCOPED_TRACE(loss + " " + optimizer + " " + std::to_string(count) + (clicks == &ids ? "" : " attributes"));
          TrainOptions options = options_for(loss, optimizer);
          options.negatives = count;
          expect_same_steps(*clicks, options, 5, count == 3);
          expect_same_steps(*clicks, options, 16, count == 1);
        }
}

TEST(Ranked, StepsByTheHardestAndByPopularityAreThoseOfMiniBatchesToo) {
  const Clicks ids(false, 60), attributes(true, 60);
  for (const Clicks* clicks : {&ids, &attributes})
    for (const std::string loss : losses)
      for (const std::string sampling : {"popularity", "hard"}) {
        if (loss.starts_with("warp") && sampling == "hard") continue;
        SCOPED_TRACE(loss + " " + sampling + (clicks == &ids ? "" : " attributes"));
        TrainOptions options = options_for(loss, "sgd");
        options.negatives = 2;
        options.negative_sampling = sampling;
        options.negative_power = 0.5;
        expect_same_steps(*clicks, options, 8, false);
      }
}

// The kernels for each number of factors, and that for any.
TEST(Ranked, StepsDoNotDependOnTheKernel) {
  const Clicks ids(false, 40);
  for (const std::size_t rank : {32, 40, 64, 128, 256}) {
    SCOPED_TRACE(rank);
    TrainOptions options = options_for("bpr", "sgd");
    options.negatives = 2;
    expect_same_steps(ids, options, rank, false);
  }
}

TEST(Ranked, GivesTheSameBitsForEveryNumberOfThreads) {
  const Clicks clicks(true);
  for (const std::string loss : losses) {
    Fit one(clicks, options_for(loss, "adagrad"));
    one.train(*make_solver(*one.problem, one.parameters), 2);
    for (const int threads : {2, 3, 8}) {
      Fit more(clicks, options_for(loss, "adagrad"), 5, threads);
      more.train(*make_solver(*more.problem, more.parameters), 2);
      EXPECT_EQ(std::memcmp(one.parameters.block().data(), more.parameters.block().data(),
                            one.parameters.block().size_bytes()),
                0)
          << loss << threads;
    }
  }
}

// The share of pairs of a user's own kind and another one whose items the model puts in that order.
double order_of_kinds(const Clicks& clicks, const Fit& fit) {
  std::vector<float> scores(clicks.all.size());
  score(fit.plan, fit.parameters, {clicks.views, clicks.all}, fit.pool, scores);
  const RowCodes user = codes_of(clicks.data, Role::user), item = codes_of(clicks.data, Role::item);
  double right = 0, pairs = 0;
  for (std::size_t a = 0; a < scores.size(); ++a)
    for (std::size_t b = 0; b < scores.size(); ++b) {
      if (user.codes[a] != user.codes[b]) continue;
      const bool own = item.codes[a] % 4 == user.codes[a] % 4, other = item.codes[b] % 4 != user.codes[b] % 4;
      if (!own || !other) continue;
      right += scores[a] > scores[b];
      ++pairs;
    }
  return right / pairs;
}

TEST(Ranked, LearnsWhatUsersLike) {
  const Clicks clicks(true, 800);
  for (const std::string loss : losses) {
    TrainOptions options = options_for(loss, "sgd");
    options.l2 = options.l2_linear = 0;
    options.l2_factors = 0.002;
    options.negatives = loss.starts_with("warp") ? 20 : 4;
    if (loss.starts_with("warp")) options.learning_rate = 0.01;
    Fit fit(clicks, options, 8);
    const auto solver = make_solver(*fit.problem, fit.parameters);
    EXPECT_EQ(solver->name(), "ranked");
    const double start = start_loss(*fit.problem, fit.parameters);
    EXPECT_LT(fit.train(*solver, 30), 0.8 * start) << loss;
    EXPECT_GT(order_of_kinds(clicks, fit), 0.7) << loss;
  }
}

TEST(Ranked, LeavesTheRestToMiniBatches) {
  const Clicks clicks(false, 60);
  const auto name_of = [&](const std::string& optimizer, std::int64_t batch) {
    TrainOptions options = options_for("bpr", optimizer);
    options.batch = batch;
    Fit fit(clicks, options);
    return std::string(make_solver(*fit.problem, fit.parameters)->name());
  };
  EXPECT_EQ(name_of("adagrad", 1), "ranked");
  EXPECT_EQ(name_of("adam", 1), "minibatch");
  EXPECT_EQ(name_of("sgd", 8), "minibatch");
}

}  // namespace
}  // namespace interplay
