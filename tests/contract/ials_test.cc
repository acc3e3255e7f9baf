// The solver ials against its definition, written out over all pairs in double precision.
#include "solvers/implicit/ials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <functional>
#include <map>

#include "contract/small_world.h"
#include "interplay/error.h"
#include "interplay/synthetic.h"
#include "model/scorer.h"
#include "solvers/definition.h"

namespace interplay::testing {
namespace {

// Interactions of users with items, most of weight 1. The hour, which belongs to neither, is no input.
World interactions(std::uint32_t rows, std::uint32_t users, std::uint32_t items, bool attributes, bool weighted) {
  RandomStream random(5, Purpose::synthesize);
  std::vector<Row> list;
  for (std::uint32_t r = 0; r < rows; ++r) {
    const std::uint32_t user = 1 + random.below(users), item = 1 + (user * 3 + random.below(1 + items / 2)) % items;
    list.push_back({user, item, 1, weighted ? 0.5f + static_cast<float>(r % 5) : 1.0f});
  }
  World world = make_world(list, users, items, attributes);
  if (const auto hour = world.data.schema.find("hour")) world.data.schema.fields[*hour].role = Role::group;
  return world;
}

TrainOptions ials_options(std::int64_t rank) {
  TrainOptions options;
  options.model = "ials";
  solver_defaults("ials", options);
  options.rank = rank;
  options.init = 0.5;
  options.l2 = 0.07;
  options.unobserved_weight = 0.1;
  options.threads = 1;
  return options;
}

ModelPlan plan_for_interactions(const Schema& schema, const TrainOptions& options) {
  TargetInfo target;
  target.known = false;
  target.interactions = true;
  return models::plan_of(schema, options, target);
}

struct Training {
  Training(const World& world_of, TrainOptions with)
      : world(world_of),
        options(std::move(with)),
        plan(plan_for_interactions(world.data.schema, options)),
        parameters({plan.specs().begin(), plan.specs().end()}),
        views(input_views(world.data)),
        pool(static_cast<int>(options.threads)) {
    parameters.initialize(3);
    problem = std::make_unique<Problem>(Problem{plan, options, views, world.rows, {}, world.data.weight(), pool});
    solver = make_solver(*problem, parameters);
  }
  PassResult passes(std::int64_t count) {
    PassResult result;
    for (std::int64_t p = 0; p < count; ++p) result = solver->pass(++epoch, 0, [](double) { return true; });
    return result;
  }

  const World& world;
  TrainOptions options;
  ModelPlan plan;
  Parameters parameters;
  std::vector<FieldView> views;
  TaskPool pool;
  std::unique_ptr<Problem> problem;
  std::unique_ptr<Solver> solver;
  std::int64_t epoch = 0;
};

// The definition: every pair of a user and an item that have interactions.
class Oracle {
 public:
  explicit Oracle(const Training& training) : t_(training) {
    const World& world = t_.world;
    for (std::size_t side = 0; side < 2; ++side) {
      for (const std::uint32_t n : world.rows) total_[side][row(side, n)] += weight(n);
      for (const Embedding::Slot& slot : t_.plan.tables()[0].slots())
        if (t_.views[slot.input].field->table == side + 1) slots_[side].push_back(slot);
    }
    for (const auto& [user, w] : total_[0]) users_.push_back(user);
    for (const auto& [item, w] : total_[1]) items_.push_back(item);
  }

  double loss() const {
    std::map<std::uint32_t, std::vector<double>> p, q;
    for (const std::uint32_t user : users_) p[user] = vector(0, user);
    for (const std::uint32_t item : items_) q[item] = vector(1, item);
    double sum = 0;
    for (const std::uint32_t n : t_.world.rows) {
      const double s = dot_product(p[row(0, n)], q[row(1, n)]);
      sum += weight(n) * (1 - s) * (1 - s);
    }
    for (const std::uint32_t user : users_)
      for (const std::uint32_t item : items_) {
        const double s = dot_product(p[user], q[item]);
        sum += t_.options.unobserved_weight * s * s;
      }
    return sum;
  }

  double penalty() const {
    double sum = 0;
    for (std::size_t side = 0; side < 2; ++side)
      for (const Embedding::Slot& slot : slots_[side]) {
        std::map<std::uint32_t, double> pairs;
        for (const auto& [entity, total] : total_[side]) {
          std::vector<FieldEntry> entries;
          append_entries(t_.views[slot.input], entity, entries);
          for (const FieldEntry& e : entries)
            pairs[e.code] += static_cast<double>(e.value) * static_cast<double>(e.value) *
                             (total + t_.options.unobserved_weight * static_cast<double>(total_[1 - side].size()));
        }
        double mean = 0, squares = 0;  // of the pairs of a user; of the weights of interactions
        for (const std::uint32_t n : t_.world.rows) squares += weight(n) * weight(n);
        const double noise = std::sqrt(squares / static_cast<double>(users_.size())) +
                             std::sqrt(squares / static_cast<double>(items_.size()));
        for (const auto& [user, total] : total_[0])
          mean += (total + t_.options.unobserved_weight * static_cast<double>(items_.size())) /
                  static_cast<double>(users_.size());
        for (const auto& [code, weight] : pairs) {
          const float* v = t_.parameters[slot.tensor].row(code);
          double length = 0;
          for (std::size_t k = 0; k < t_.plan.tables()[0].columns(); ++k)
            length += static_cast<double>(v[k]) * static_cast<double>(v[k]);
          sum += t_.options.l2 * noise * std::pow(weight / mean, t_.options.l2_frequency_power) * length;
        }
      }
    return sum;
  }

  double objective() const { return loss() + penalty(); }
  double weights() const {
    double sum = 0;
    for (const std::uint32_t n : t_.world.rows) sum += weight(n);
    return sum;
  }

 private:
  std::uint32_t row(std::size_t side, std::uint32_t n) const { return t_.world.data.entities[side].row_of[n]; }
  double weight(std::uint32_t n) const { return static_cast<double>(t_.world.data.weight()[n]); }
  std::vector<double> vector(std::size_t side, std::uint32_t entity) const {
    std::vector<double> sum(t_.plan.tables()[0].columns(), 0.0);
    for (const Embedding::Slot& slot : slots_[side]) {
      std::vector<FieldEntry> entries;
      append_entries(t_.views[slot.input], entity, entries);
      for (const FieldEntry& e : entries)
        for (std::size_t k = 0; k < sum.size(); ++k)
          sum[k] += static_cast<double>(e.value) * static_cast<double>(t_.parameters[slot.tensor].row(e.code)[k]);
    }
    return sum;
  }

  const Training& t_;
  std::map<std::uint32_t, double> total_[2];
  std::vector<Embedding::Slot> slots_[2];
  std::vector<std::uint32_t> users_, items_;
};

// The largest slope of the objective along a number of the tensors that `wanted` admits, by central differences, which
// are exact for what is quadratic.
double largest_slope(Training& training, const std::function<bool(const Tensor&)>& wanted) {
  const Oracle oracle(training);
  double largest = 0;
  for (const Tensor& tensor : training.parameters.tensors()) {
    if (!wanted(tensor)) continue;
    for (std::size_t r = 1; r < tensor.rows; ++r)
      for (std::size_t k = 0; k < tensor.columns; ++k) {
        float& at = training.parameters.writable(tensor).row(r)[k];
        const float saved = at;
        constexpr float h = 1.0f / 16;
        at = saved + h;
        const double above = oracle.objective(), step = static_cast<double>(at);
        at = saved - h;
        const double below = oracle.objective(), width = step - static_cast<double>(at);
        at = saved;
        largest = std::max(largest, std::abs(above - below) / width);
      }
  }
  return largest;
}

bool any(const Tensor&) { return true; }

struct Shape {
  bool attributes, weighted;
  std::int64_t rank, block, cg_steps;
};
constexpr Shape shapes[] = {{false, false, 4, 0, 0}, {false, true, 5, 0, 0}, {true, false, 3, 0, 0},
                            {true, true, 9, 0, 0},   {false, true, 8, 3, 0}, {true, true, 17, 8, 0},
                            {true, true, 5, 1, 0},   {false, true, 6, 0, 3}, {true, true, 9, 0, 4}};

TrainOptions ials_options(const Shape& shape) {
  TrainOptions options = ials_options(shape.rank);
  options.block = shape.block;
  options.cg_steps = shape.cg_steps;
  return options;
}

TEST(Ials, TheLossIsItsDefinitionAndNeverRises) {
  for (const Shape& shape : shapes) {
    SCOPED_TRACE(std::to_string(shape.rank) + " " + std::to_string(shape.block));
    const World world = interactions(150, 12, 9, shape.attributes, shape.weighted);
    Training training(world, ials_options(shape));
    const Oracle oracle(training);
    double last = 1e30;
    for (int pass = 0; pass < 12; ++pass) {
      const PassResult result = training.passes(1);
      const double objective = oracle.objective();
      EXPECT_NEAR(result.loss, oracle.loss() / oracle.weights(), 1e-5 * result.loss);
      EXPECT_NEAR(result.penalized, objective / oracle.weights(), 1e-5 * result.penalized);
      EXPECT_LT(objective, last * (1 + 1e-6));
      last = objective;
    }
  }
}

// What was solved last has no slope left.
TEST(Ials, APassSolvesForItsVectors) {
  for (const bool weighted : {false, true}) {
    const World world = interactions(150, 12, 9, false, weighted);
    Training training(world, ials_options(5));
    training.passes(1);
    EXPECT_LT(largest_slope(training, [](const Tensor& t) { return t.name.ends_with("item"); }), 2e-4);
    EXPECT_GT(largest_slope(training, [](const Tensor& t) { return t.name.ends_with("user"); }), 1e-2);
  }
}

TEST(Ials, ComesToRestWhereNothingHasASlope) {
  for (const Shape& shape : shapes) {
    SCOPED_TRACE(std::to_string(shape.rank) + " " + std::to_string(shape.block));
    const World world = interactions(150, 12, 9, shape.attributes, shape.weighted);
    TrainOptions options = ials_options(shape);
    options.l2 = 0.35;  // near enough to strictly convex to come to rest soon
    Training training(world, options);
    training.passes(400);
    EXPECT_LT(largest_slope(training, any), 5e-3);
  }
}

TEST(Ials, BlocksAndConjugateGradientsComeToTheSameObjective) {
  const World world = interactions(200, 14, 10, true, true);
  std::vector<double> found;
  for (const auto& [block, cg_steps] : {std::pair{0, 0}, {2, 0}, {1, 0}, {0, 3}, {0, 20}}) {
    TrainOptions options = ials_options(6);
    options.block = block;
    options.cg_steps = cg_steps;
    options.l2 = 0.35;
    found.push_back(Training(world, options).passes(300).penalized);
  }
  for (const double objective : found) EXPECT_NEAR(objective, found.front(), 1e-4 * found.front());
  // Enough steps are an exact solution.
  TrainOptions exact = ials_options(6), steps = ials_options(6);
  steps.cg_steps = 40;
  EXPECT_NEAR(Training(world, exact).passes(2).penalized, Training(world, steps).passes(2).penalized, 1e-4);
}

TEST(Ials, GivesTheSameBitsForAnyNumberOfThreads) {
  const World world = interactions(120000, 900, 150, true, true);
  for (const auto& [block, cg_steps] : {std::pair{0, 0}, {4, 0}, {0, 2}}) {
    TrainOptions options = ials_options(10);
    options.block = block;
    options.cg_steps = cg_steps;
    Training one(world, options);
    const double loss = one.passes(2).loss;
    EXPECT_TRUE(one.parameters.finite());
    for (const int threads : {2, 3, 8}) {
      options.threads = threads;
      Training many(world, options);
      EXPECT_EQ(many.passes(2).loss, loss);
      EXPECT_EQ(std::memcmp(one.parameters.block().data(), many.parameters.block().data(),
                            one.parameters.block().size_bytes()),
                0)
          << threads << " " << block << " " << cg_steps;
    }
  }
}

TEST(Ials, IsScoredAlongTheStarAsItsTermsSay) {
  const World world = interactions(150, 12, 9, true, false);
  Training training(world, ials_options(5));
  training.passes(2);
  std::vector<float> terms(world.rows.size()), star(world.rows.size());
  EXPECT_TRUE(StarInputs::of(training.plan));
  EXPECT_FALSE(training.plan.fm_shape());  // nothing takes it for a factorization machine
  score(training.plan, training.parameters, {training.views, world.rows}, training.pool, terms);
  Scorer(training.plan, {training.views, world.rows}, training.pool).score(training.parameters, star);
  for (std::size_t i = 0; i < terms.size(); ++i) EXPECT_NEAR(star[i], terms[i], 1e-5);
}

// Users like the items of one tag. Items above 40 have no interactions, and are known by their tags alone.
TEST(Ials, ItemsWithoutInteractionsAreRankedByTheirAttributes) {
  constexpr std::uint32_t users = 30, items = 60, warm = 40;
  RandomStream random(8, Purpose::synthesize);
  std::vector<Row> rows, cold;
  for (std::uint32_t user = 1; user <= users; ++user)
    for (std::uint32_t item = 1; item <= items; ++item) {
      if (item > warm) cold.push_back({user, item, 1});
      if (item <= warm && item % 5 == user % 5 && random.uniform() < 0.7f) rows.push_back({user, item, 1});
    }
  World world = make_world(rows, users, items), asked = make_world(cold, users, items);
  for (World* one : {&world, &asked}) one->data.schema.fields[*one->data.schema.find("hour")].role = Role::group;
  Training training(world, ials_options(8));
  training.passes(12);
  std::vector<float> scores(cold.size());
  const std::vector<FieldView> views = input_views(asked.data);
  score(training.plan, training.parameters, {views, asked.rows}, training.pool, scores);
  double liked = 0, others = 0;
  for (std::size_t i = 0; i < cold.size(); ++i) {
    if (cold[i].item % 4 != 1) continue;  // exactly one tag, that of item % 5
    (cold[i].item % 5 == cold[i].user % 5 ? liked : others) += static_cast<double>(scores[i]);
  }
  EXPECT_GT(liked, 5 * 6 * 0.1);  // one user of five likes an item, and there are five such items
  EXPECT_LT(others / 4, liked / 4);
}

// Weights, unobserved weight and penalties by default grow together.
TEST(Ials, TheUnitOfWeightsDoesNotMatterByDefault) {
  World once = interactions(150, 12, 9, true, true), thrice = once;
  std::vector<float> weights;
  for (const float w : once.data.weight()) weights.push_back(3 * w);
  thrice.data.columns[*thrice.data.schema.find(Role::weight)] = NumericColumn{weights};
  TrainOptions options = ials_options(4);
  options.unobserved_weight = 0;
  EXPECT_NEAR(Training(once, options).passes(3).penalized, Training(thrice, options).passes(3).penalized, 1e-5);
}

TEST(Ials, WeightTwoIsTheSameRowTwice) {
  World weighted = make_world({{1, 1, 1, 2}, {1, 2, 1}, {2, 1, 1}, {2, 3, 1, 2}, {3, 2, 1}}, 3, 3, false);
  World twice = make_world({{1, 1, 1}, {1, 1, 1}, {1, 2, 1}, {2, 1, 1}, {2, 3, 1}, {2, 3, 1}, {3, 2, 1}}, 3, 3, false);
  // The unit of penalties is not the same: that of two rows is smaller.
  const auto noise = [](double squares) { return 2 * std::sqrt(squares / 3); };
  TrainOptions one = ials_options(3), two = ials_options(3);
  two.l2 = one.l2 * noise(11) / noise(7);
  Training a(weighted, one), b(twice, two);
  EXPECT_NEAR(a.passes(3).loss, b.passes(3).loss, 1e-6);
  for (std::size_t i = 0; i < a.parameters.block().size(); ++i)
    EXPECT_NEAR(a.parameters.block()[i], b.parameters.block()[i], 1e-5);
}

TEST(Ials, TheUnobservedWeightFollowsTheDensityIfNoneIsGiven) {
  const World world = interactions(150, 12, 9, false, false);
  TrainOptions open = ials_options(4), given = ials_options(4);
  open.unobserved_weight = 0;
  std::map<std::uint32_t, int> users, items;
  for (const std::uint32_t n : world.rows) {
    ++users[world.data.entities[0].row_of[n]];
    ++items[world.data.entities[1].row_of[n]];
  }
  given.unobserved_weight = 6 * 150.0 / static_cast<double>(users.size() * items.size());
  EXPECT_EQ(Training(world, open).passes(2).loss, Training(world, given).passes(2).loss);
}

std::string refusal(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Ials, RefusesWhatItCannotFit) {
  using ::testing::HasSubstr;
  World world = interactions(60, 6, 5, true, false);
  const TrainOptions options = ials_options(3);
  const ModelPlan plan = plan_for_interactions(world.data.schema, options);
  Parameters parameters({plan.specs().begin(), plan.specs().end()});
  const TaskPool pool(1);
  const std::vector<FieldView> views = input_views(world.data);
  const Problem rated{plan, options, views, world.rows, world.targets(), {}, pool};
  EXPECT_THAT(refusal([&] { make_solver(rated, parameters); }), HasSubstr("give --implicit"));

  std::vector<float> weights(world.data.rows, 0.0f);
  const Problem weightless{plan, options, views, world.rows, {}, weights, pool};
  EXPECT_THAT(refusal([&] { make_solver(weightless, parameters); }),
              HasSubstr("the weights of all training rows are 0"));
  weights[3] = -1;
  EXPECT_THAT(refusal([&] { make_solver(weightless, parameters); }), HasSubstr("row 4 has the weight -1"));

  world.data.schema.fields[*world.data.schema.find("hour")].role = Role::feature;
  EXPECT_THAT(refusal([&] { plan_for_interactions(world.data.schema, options); }),
              HasSubstr("field 'hour' belongs to the interactions"));
  TrainOptions fm = options;
  fm.model = "fm";
  EXPECT_THAT(refusal([&] { check_ials(plan_for_interactions(world.data.schema, fm), fm); }),
              HasSubstr("solver 'ials' cannot fit model 'fm'"));
}

TEST(Ials, AMatrixThatIsNotPositiveDefiniteIsReported) {
  const World world = interactions(20, 6, 5, false, false);
  TrainOptions options = ials_options(16);
  options.l2 = 0;
  options.unobserved_weight = 1e-12;
  Training training(world, options);
  EXPECT_THAT(refusal([&] { training.passes(3); }), ::testing::HasSubstr("not positive definite"));
}

}  // namespace
}  // namespace interplay::testing
