// A planted factorization, and training on it.
#pragma once

#include <array>
#include <cstring>
#include <memory>
#include <numeric>
#include <vector>

#include "interplay/synthetic.h"

#include "base/random.h"
#include "solvers/solver.h"
#include "terms/dot.h"
#include "terms/linear.h"
#include "terms/star.h"

namespace interplay::testing {

inline bool same_bits(const Parameters& a, const Parameters& b) {
  return std::memcmp(a.block().data(), b.block().data(), a.block().size_bytes()) == 0;
}

// Ratings b + w_u + w_i + <p_u, q_i> of a planted model, with noise of the given deviation.
struct Planted {
  Planted(std::uint32_t users, std::uint32_t items, std::uint32_t count, double noise) {
    schema.fields = {field_of("user", Kind::categorical, users), field_of("item", Kind::categorical, items)};
    RandomStream random(11, Purpose::synthesize);
    std::vector<std::array<double, 3>> u(users + 1), i(items + 1);
    for (auto& row : u) row = {random.normal() / 2, random.normal(), random.normal()};
    for (auto& row : i) row = {random.normal() / 2, random.normal(), random.normal()};
    std::vector<std::uint32_t> user, item;
    for (std::uint32_t r = 0; r < count; ++r) {
      const std::uint32_t a = 1 + random.below(users), b = 1 + random.below(items);
      user.push_back(a);
      item.push_back(b);
      const double truth = 3 + u[a][0] + i[b][0] + u[a][1] * i[b][1] + u[a][2] * i[b][2];
      target.push_back(static_cast<float>(truth + noise * random.normal()));
    }
    columns = {CategoricalColumn{user}, CategoricalColumn{item}};
    for (std::size_t f = 0; f < 2; ++f) views.push_back({&schema.fields[f], &columns[f], nullptr});
    all.resize(count);
    std::iota(all.begin(), all.end(), 0u);
  }
  Schema schema;
  std::vector<Column> columns;
  std::vector<FieldView> views;
  std::vector<float> target;
  std::vector<std::uint32_t> all;
};

inline ModelPlan plan_of(const Planted& data, std::size_t rank, bool nonnegative = false) {
  ModelPlan plan(data.schema);
  plan.add(linear(plan.table("linear", 1, {.penalty = Penalty::linear})));
  plan.add(dot(
      plan.table("embedding", rank, {.initializer = {Initializer::Kind::normal, 0.1}, .nonnegative = nonnegative})));
  plan.finish(sum_head(true, 3), {});
  return plan;
}

struct Training {
  Training(const Planted& data, TrainOptions with, std::size_t rank = 3, int threads = 1, bool nonnegative = false)
      : options(std::move(with)),
        plan(plan_of(data, rank, nonnegative)),
        parameters({plan.specs().begin(), plan.specs().end()}),
        pool(threads) {
    parameters.initialize(1);
    problem = std::make_unique<Problem>(Problem{plan, options, data.views, data.all, data.target, {}, pool});
    solver = make_solver(*problem, parameters);
  }
  PassResult passes(std::int64_t count) {
    PassResult result;
    for (std::int64_t p = 0; p < count; ++p)
      result = solver->pass(++epoch, options.learning_rate, [](double) { return true; });
    return result;
  }
  TrainOptions options;
  ModelPlan plan;
  Parameters parameters;
  TaskPool pool;
  std::unique_ptr<Problem> problem;
  std::unique_ptr<Solver> solver;
  std::int64_t epoch = 0;
};

}  // namespace interplay::testing
