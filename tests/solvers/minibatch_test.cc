#include "solvers/gradient/minibatch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include "base/random.h"
#include "interplay/error.h"
#include "solvers/planted.h"

namespace interplay {
namespace {

using testing::plan_of;
using testing::Planted;
using testing::same_bits;
using testing::Training;

TrainOptions options_of(const char* optimizer, std::int64_t batch, double rate) {
  TrainOptions options;
  options.optimizer = optimizer;
  options.batch = batch;
  options.learning_rate = rate;
  options.linear_rate = 1;
  options.l2 = options.l2_linear = options.l2_factors = options.l2_count_power = 0;
  options.l2_scope = "touched";
  return options;
}

TEST(Minibatch, RecoversPlantedParameters) {
  // Half of the rows are held out: their error must come near the noise.
  Planted data(60, 50, 12000, 0.1);
  const std::vector<std::uint32_t> held_out(data.all.begin() + 6000, data.all.end());
  data.all.resize(6000);
  for (const auto& [optimizer, rate, passes] :
       {std::tuple{"sgd", 0.5, 300}, std::tuple{"adagrad", 0.1, 100}, std::tuple{"adam", 0.01, 60}}) {
    Training run(data, options_of(optimizer, 32, rate), 2);
    run.passes(passes);
    std::vector<float> scores(held_out.size());
    score(run.plan, run.parameters, {data.views, held_out}, run.pool, scores);
    double square = 0;
    for (std::size_t r = 0; r < held_out.size(); ++r)
      square +=
          std::pow(static_cast<double>(scores[r] - data.target[held_out[r]]), 2) / static_cast<double>(held_out.size());
    EXPECT_LT(std::sqrt(square), 0.15) << optimizer;
  }
}

TEST(Minibatch, OfAllRowsIsGradientDescentOnThePenalisedLoss) {
  const Planted data(5, 4, 30, 0.1);
  TrainOptions options = options_of("sgd", 1000, 1e-3);
  options.l2 = 0.01;
  options.l2_linear = 0.02;
  options.l2_scope = "whole";
  Training run(data, options);
  run.passes(1);  // penalized is of the parameters after the pass, loss of those before
  const Parameters before = run.parameters;
  const PassResult first = run.passes(1);
  // The first-order change of loss + penalty is -rate |gradient|^2 = -|step|^2 / rate.
  double square = 0;
  for (std::size_t i = 0; i < before.block().size(); ++i)
    square += std::pow(static_cast<double>(run.parameters.block()[i] - before.block()[i]), 2);
  const auto penalty = [&](const Parameters& parameters) {
    double sum = 0;
    for (const Tensor& t : parameters.tensors())
      for (const float w : t.values())
        sum += (t.penalty == Penalty::linear    ? 0.03
                : t.penalty == Penalty::factors ? 0.01
                                                : 0.0) *
               static_cast<double>(w) * static_cast<double>(w);
    return sum;
  };
  EXPECT_NEAR(first.penalized - first.loss, penalty(run.parameters), 1e-6);
  const double objective_before = first.loss + penalty(before);
  const PassResult second = run.passes(1);
  const double change = second.loss + (first.penalized - first.loss) - objective_before;
  EXPECT_NEAR(change / (-square / 1e-3), 1, 0.05);
}

// adam=exact postpones the steps of rows that a batch does not touch.
TEST(Minibatch, ExactAdamIsAdamOnDenseGradients) {
  const Planted data(30, 20, 64, 0.1);
  TrainOptions options = options_of("adam", 8, 0.01);
  options.adam = "exact";
  options.l2 = 1e-3;
  options.l2_scope = "whole";
  Training run(data, options);
  run.passes(2);

  // Slow: the same batches with dense gradients in double.
  const ModelPlan plan = plan_of(data, 3);
  Parameters w({plan.specs().begin(), plan.specs().end()});
  w.initialize(1);
  const std::size_t size = w.block().size();
  std::vector<double> value(w.block().begin(), w.block().end()), m(size), v(size);
  std::int64_t t = 0;
  for (std::uint64_t epoch = 1; epoch <= 2; ++epoch) {
    std::vector<std::uint32_t> order = data.all;
    RandomStream random(1, Purpose::shuffle, epoch);
    shuffle(std::span(order), random);
    for (std::size_t first = 0; first < order.size(); first += 8) {
      std::vector<double> g(size);
      const auto at = [&](const char* name, std::size_t row) {
        return static_cast<std::size_t>(w.find(name).row(row) - w.block().data());
      };
      for (std::size_t r = first; r < first + 8; ++r) {
        const std::uint32_t a = std::get<CategoricalColumn>(data.columns[0]).codes[order[r]];
        const std::uint32_t b = std::get<CategoricalColumn>(data.columns[1]).codes[order[r]];
        const std::size_t bias = at("bias", 0), wa = at("linear/user", a), wb = at("linear/item", b),
                          p = at("embedding/user", a), q = at("embedding/item", b);
        double s = value[bias] + value[wa] + value[wb];
        for (std::size_t k = 0; k < 3; ++k) s += value[p + k] * value[q + k];
        const double slope = 2 * (s - static_cast<double>(data.target[order[r]])) / 8;
        for (const std::size_t i : {bias, wa, wb}) g[i] += slope;
        for (std::size_t k = 0; k < 3; ++k) {
          g[p + k] += slope * value[q + k];
          g[q + k] += slope * value[p + k];
        }
      }
      ++t;
      for (std::size_t i = 0; i < size; ++i) {
        if (i != at("bias", 0)) g[i] += 2e-3 * value[i];
        m[i] = 0.9 * m[i] + 0.1 * g[i];
        v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
        const double rate =
            0.01 * std::sqrt(1 - std::pow(0.999, static_cast<double>(t))) / (1 - std::pow(0.9, static_cast<double>(t)));
        value[i] -= rate * m[i] / (std::sqrt(v[i]) + 1e-7);
      }
    }
  }
  for (std::size_t i = 0; i < size; ++i) EXPECT_NEAR(run.parameters.block()[i], value[i], 2e-4) << i;
}

TEST(Minibatch, LazyAdamLeavesUntouchedRowsAlone) {
  const Planted data(200, 3, 12, 0.1);
  TrainOptions options = options_of("adam", 4, 0.01);
  options.adam = "lazy";
  Training run(data, options);
  const Parameters before = run.parameters;
  run.passes(3);
  const auto& users = std::get<CategoricalColumn>(data.columns[0]).codes;
  for (std::uint32_t user = 0; user <= 200; ++user) {
    const bool touched = std::ranges::find(users, user) != users.end();
    const Tensor &now = run.parameters.find("embedding/user"), &then = before.find("embedding/user");
    EXPECT_EQ(std::memcmp(now.row(user), then.row(user), 3 * sizeof(float)) != 0, touched) << user;
  }
}

// Moments are all that moves an idle row in touched scope: a row that no batch touches has none.
TEST(Minibatch, ExactAdamDoesNotDecayIdleRowsInTouchedScope) {
  const Planted data(100, 3, 12, 0.1);
  TrainOptions options = options_of("adam", 4, 0.01);
  options.adam = "exact";
  options.l2 = 0.1;
  Training run(data, options);
  const Parameters before = run.parameters;
  run.passes(2);
  const auto& users = std::get<CategoricalColumn>(data.columns[0]).codes;
  const Tensor &now = run.parameters.find("embedding/user"), &then = before.find("embedding/user");
  for (std::uint32_t user = 1; user <= 100; ++user) {
    const bool touched = std::ranges::find(users, user) != users.end();
    EXPECT_EQ(std::memcmp(now.row(user), then.row(user), 3 * sizeof(float)) != 0, touched) << user;
  }
}

TEST(Minibatch, TouchedScopeDecaysRowsOfTheBatchOnly) {
  const Planted data(100, 3, 12, 0.1);
  TrainOptions options = options_of("sgd", 4, 0.01);
  options.l2 = 0.1;
  Training touched(data, options);
  options.l2_scope = "whole";
  Training whole(data, options);
  const Parameters before = touched.parameters;
  touched.passes(1);
  whole.passes(1);
  const auto& users = std::get<CategoricalColumn>(data.columns[0]).codes;
  for (std::uint32_t user = 1; user <= 100; ++user) {
    if (std::ranges::find(users, user) != users.end()) continue;
    const float start = before.find("embedding/user").row(user)[0];
    EXPECT_EQ(touched.parameters.find("embedding/user").row(user)[0], start);
    // Three steps of 1 - 2 rate c.
    EXPECT_NEAR(whole.parameters.find("embedding/user").row(user)[0], start * std::pow(1 - 2 * 0.01 * 0.1, 3), 1e-6);
  }
}

// In touched scope the penalty belongs to the rows of data: a batch's decay is the mean of its rows' decays.
TEST(Minibatch, TouchedPenaltyDoesNotDependOnTheSizeOfBatches) {
  const Planted data(6, 5, 40, 0.1);
  TrainOptions options = options_of("sgd", 1000, 1);
  options.linear_rate = 0;
  Training free(data, options);
  options.l2 = 0.3;
  Training decayed(data, options);
  const Parameters before = free.parameters;
  free.passes(1);
  decayed.passes(1);
  const auto& users = std::get<CategoricalColumn>(data.columns[0]).codes;
  const char* name = "embedding/user";
  for (std::uint32_t user = 1; user <= 6; ++user) {
    const double share = static_cast<double>(std::ranges::count(users, user)) / 40;
    EXPECT_NEAR(decayed.parameters.find(name).row(user)[0] - free.parameters.find(name).row(user)[0],
                -2 * 0.3 * share * static_cast<double>(before.find(name).row(user)[0]), 1e-6);
  }
}

// Steps of plain descent are the gradients, so that their length shows what clipping did.
TEST(Minibatch, ClipsByTensorAndGlobally) {
  const Planted data(6, 5, 40, 0.1);
  for (const char* scope : {"touched", "whole"}) {
    const auto step_norms = [&](double clip, double global) {
      TrainOptions options = options_of("sgd", 1000, 1);
      options.clip_norm = clip;
      options.global_clip_norm = global;
      options.l2 = 0.3;
      options.l2_scope = scope;
      Training run(data, options);
      const Parameters before = run.parameters;
      run.passes(1);
      std::vector<double> norms;
      for (TensorId id = 0; id < before.size(); ++id) {
        double square = 0;
        for (std::size_t i = 0; i < before[id].size(); ++i)
          square += std::pow(static_cast<double>(run.parameters[id].data[i] - before[id].data[i]), 2);
        norms.push_back(std::sqrt(square));
      }
      return norms;
    };
    const auto total = [](const std::vector<double>& norms) {
      return std::sqrt(std::inner_product(norms.begin(), norms.end(), norms.begin(), 0.0));
    };
    const std::vector<double> free = step_norms(0, 0);
    const double limit = free[0] / 2;
    const std::vector<double> clipped = step_norms(limit, 0);
    for (std::size_t i = 0; i < free.size(); ++i) EXPECT_NEAR(clipped[i], std::min(free[i], limit), 1e-5) << scope << i;
    const std::vector<double> globally = step_norms(0, total(free) / 3);
    for (std::size_t i = 0; i < free.size(); ++i) EXPECT_NEAR(globally[i], free[i] / 3, 1e-5);
    EXPECT_NEAR(total(step_norms(0, 2 * total(free))), total(free), 1e-5);
  }
}

TEST(Minibatch, ProjectsNonnegativeTables) {
  const Planted data(20, 20, 300, 0.1);
  for (const char* optimizer : {"sgd", "adagrad", "adam"}) {
    Training run(data, options_of(optimizer, 16, 0.1), 3, 1, true);
    run.passes(5);
    for (const char* name : {"embedding/user", "embedding/item"})
      for (const float x : run.parameters.find(name).values()) EXPECT_GE(x, 0.0f);
    EXPECT_TRUE(run.parameters.finite());
  }
}

TEST(Minibatch, GoesOnExactlyFromItsState) {
  const Planted data(20, 20, 500, 0.1);
  for (const char* optimizer : {"sgd", "adagrad", "adam"}) {
    const TrainOptions options = options_of(optimizer, 32, 0.02);
    Training whole(data, options), first(data, options);
    whole.passes(4);
    first.passes(2);
    Training resumed(data, options);
    std::memcpy(resumed.parameters.block().data(), first.parameters.block().data(),
                first.parameters.block().size_bytes());
    auto from = first.solver->state(), to = resumed.solver->state();
    ASSERT_EQ(from.size(), to.size());
    for (std::size_t s = 0; s < from.size(); ++s) {
      EXPECT_EQ(from[s].name, to[s].name);
      std::ranges::copy(from[s].values, to[s].values.begin());
    }
    resumed.solver->set_steps(first.solver->steps());
    resumed.epoch = 2;
    resumed.passes(2);
    EXPECT_TRUE(same_bits(resumed.parameters, whole.parameters)) << optimizer;
  }
}

TEST(Minibatch, StopsWhenAsked) {
  const Planted data(50, 50, 30000, 0.1);
  Training run(data, options_of("adam", 32, 0.01));
  int asked = 0;
  const PassResult result = run.solver->pass(1, 0.01, [&](double fraction) {
    EXPECT_GT(fraction, 0);
    EXPECT_LT(fraction, 1);
    return ++asked < 2;
  });
  EXPECT_TRUE(result.stopped);
  EXPECT_EQ(asked, 2);
  EXPECT_TRUE(run.parameters.finite());
}

TEST(Minibatch, LinearRateScalesBiasAndWeights) {
  const Planted data(6, 5, 40, 0.1);
  TrainOptions options = options_of("sgd", 1000, 0.1);
  Training plain(data, options);
  options.linear_rate = 0.5;
  Training half(data, options);
  const Parameters before = plain.parameters;
  plain.passes(1);
  half.passes(1);
  for (TensorId id = 0; id < before.size(); ++id) {
    const bool is_linear = before[id].penalty != Penalty::factors;
    for (std::size_t i = 0; i < before[id].size(); ++i)
      EXPECT_NEAR(half.parameters[id].data[i] - before[id].data[i],
                  (plain.parameters[id].data[i] - before[id].data[i]) * (is_linear ? 0.5f : 1.0f), 1e-6);
  }
}

TEST(Minibatch, SumsTheSameForAnyNumberOfThreads) {
  const Planted data(400, 300, 20000, 0.1);
  for (const char* optimizer : {"sgd", "adagrad", "adam"}) {
    const TrainOptions options = options_of(optimizer, 4096, 0.05);
    Training one(data, options, 20, 1), many(data, options, 20, 5);
    const PassResult a = one.passes(2), b = many.passes(2);
    EXPECT_TRUE(same_bits(one.parameters, many.parameters));
    EXPECT_EQ(a.loss, b.loss);
    EXPECT_EQ(a.penalized, b.penalized);
  }
}

TEST(MakeSolver, ChoosesBySizeOfBatchAndRefusesWhatCannotBe) {
  const Planted data(6, 5, 40, 0.1);
  EXPECT_EQ(Training(data, options_of("sgd", 1, 0.1)).solver->name(), "fused");
  EXPECT_EQ(Training(data, options_of("sgd", 2, 0.1)).solver->name(), "minibatch");
  EXPECT_EQ(Training(data, options_of("adam", 1, 0.1)).solver->name(), "minibatch");
  const auto refused = [&](const TrainOptions& options) {
    try {
      Training run(data, options);
    } catch (const Error& error) {
      return error.code() == Code::usage;
    }
    return false;
  };
  EXPECT_TRUE(refused(options_of("momentum", 2, 0.1)));
  TrainOptions options = options_of("adam", 2, 0.1);
  options.adam = "sparse";
  EXPECT_TRUE(refused(options));
  options = options_of("adam", 2, 0.1);
  options.l2_scope = "all";
  EXPECT_TRUE(refused(options));
  options = options_of("adam", 2, 0.1);
  options.hogwild = true;
  EXPECT_TRUE(refused(options));
  options = options_of("sgd", 0, 0.1);
  EXPECT_TRUE(refused(options));
}

// More rows than the most shards have at their least size.
TEST(Minibatch, OfManyRowsHasTheSameBitsForAnyNumberOfThreads) {
  const Planted data(300, 200, 40000, 0.1);
  TrainOptions options = options_of("adam", 40000, 0.01);
  Training one(data, options), three(data, options, 3, 3);
  one.passes(2);
  three.passes(2);
  EXPECT_TRUE(same_bits(one.parameters, three.parameters));
}

}  // namespace
}  // namespace interplay
