#include "contract/small_world.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "interplay/build.h"
#include "solvers/definition.h"

namespace interplay::testing {
namespace {

Vocabulary numbered(std::uint32_t count) {
  std::vector<std::int64_t> ids(count);
  std::iota(ids.begin(), ids.end(), 1);
  return Vocabulary::of_integers(std::move(ids));
}

// Codes of the rows 1..count of a table.
template <class Function>
std::vector<std::uint32_t> each(std::uint32_t count, const Function& code) {
  std::vector<std::uint32_t> codes;
  for (std::uint32_t row = 1; row <= count; ++row) codes.push_back(code(row));
  return codes;
}

Codes all_of(const Vocabulary& keys) {
  return {each(keys.size(), [](auto row) { return row; }), keys};
}

std::vector<NamedColumn> user_attributes(std::uint32_t users) {
  std::vector<float> age;
  for (std::uint32_t r = 1; r <= users; ++r)
    age.push_back(r == 2 ? std::numeric_limits<float>::quiet_NaN() : 20 + static_cast<float>(r * 7 % 30));
  return {{"age", Numbers{std::move(age)}},
          {"job", Codes{each(users, [](auto r) { return 1 + r * 5 % 3; }), numbered(3)}}};
}

// 0 to 3 tags out of 5, all different.
std::vector<NamedColumn> item_attributes(std::uint32_t items) {
  std::vector<std::uint64_t> offsets{0};
  std::vector<std::uint32_t> tags;
  for (std::uint32_t r = 1; r <= items; ++r) {
    for (std::uint32_t k = 0; k < r % 4; ++k) tags.push_back(1 + (r + 2 * k) % 5);
    offsets.push_back(tags.size());
  }
  return {{"tags", Bags{std::move(offsets), Codes{std::move(tags), numbered(5)}}}};
}

void describe_target(World& world) {
  const auto values = world.data.target();
  world.target.low = *std::ranges::min_element(values);
  world.target.high = *std::ranges::max_element(values);
  world.target.binary = std::ranges::all_of(values, [](float y) { return y == 0 || y == 1; });
  const auto weights = world.data.weight();
  const double sum = std::inner_product(values.begin(), values.end(), weights.begin(), 0.0);
  world.target.mean = static_cast<float>(sum / std::accumulate(weights.begin(), weights.end(), 0.0));
}

}  // namespace

World make_world(std::vector<Row> rows, std::uint32_t users, std::uint32_t items, bool attributes) {
  std::vector<std::uint32_t> user, item;
  std::vector<float> target, weight;
  for (const Row& row : rows) {
    user.push_back(row.user);
    item.push_back(row.item);
    target.push_back(row.target);
    weight.push_back(row.weight);
  }
  const Vocabulary user_ids = numbered(users), item_ids = numbered(items);
  const auto count = static_cast<std::uint32_t>(rows.size());
  DatasetBuilder builder;
  builder.add("user", Codes{std::move(user), user_ids}).add("item", Codes{std::move(item), item_ids});
  builder.join("user", all_of(user_ids), attributes ? user_attributes(users) : std::vector<NamedColumn>());
  builder.join("item", all_of(item_ids), attributes ? item_attributes(items) : std::vector<NamedColumn>());
  if (attributes) builder.add("hour", Codes{each(count, [](auto r) { return 1 + (r - 1) % 4; }), numbered(4)});
  builder.add("target", Numbers{std::move(target)}, Role::target);
  builder.add("weight", Numbers{std::move(weight)}, Role::weight);
  if (attributes) builder.fields({"user", "age", "job", "item", "tags", "hour"});

  World world;
  world.data = builder.build();
  // Set here: rows of these tests may name nobody, as rows that are scored do, and the builder refuses such users.
  for (const auto& [name, role] : {std::pair("user", Role::user), {"item", Role::item}})
    world.data.schema.fields[*world.data.schema.find(name)].role = role;
  if (attributes) {
    Field& age = world.data.schema.fields[*world.data.schema.find("age")];
    age.mean = 35;
    age.scale = 10;
  }
  world.rows.resize(count);
  std::iota(world.rows.begin(), world.rows.end(), 0u);
  describe_target(world);
  return world;
}

void World::set_target(const std::function<float(std::size_t)>& target_of) {
  std::vector<float> values;
  for (std::size_t row = 0; row < data.rows; ++row) values.push_back(target_of(row));
  data.columns[*data.schema.find(Role::target)] = NumericColumn{std::move(values)};
  describe_target(*this);
}

bool is_binary(const models::ModelDefinition& model) {
  TrainOptions options;
  model.defaults(options);
  options.loss = "auto";  // rows have targets
  return options.target_kind == "binary";
}

TrainOptions small_options(const models::ModelDefinition& model) {
  TrainOptions options;
  options.model = model.name;
  model.defaults(options);
  options.loss = "auto";  // rows have targets
  options.rank = 4;
  options.init = 0.3;
  options.l2 = options.l2_linear = options.l2_factors = options.l2_count_power = 0;
  options.l2_scope = "touched";
  options.activation = "relu";
  options.l2_kernel = options.dropout = 0;
  options.linear_rate = 1;
  options.clip_norm = options.global_clip_norm = 0;
  options.optimizer = "adam";
  options.learning_rate = 0.02;
  options.batch = 1 << 20;
  options.epochs = 500;
  return options;
}

Fitted initialize(const models::ModelDefinition& model, const World& world, const TrainOptions& options) {
  Fitted fitted;
  fitted.options = options;
  TargetInfo target = world.target;
  const SolverDefinition& solver = solver_definition(options.solver);
  target.binary_link = solver.binary_link;
  target.interactions = solver.properties.fits_interactions;
  target.noise = solver.properties.learns_noise && !target.binary && (target.levels.empty() || target.noise);
  fitted.plan = std::make_unique<ModelPlan>(model.plan(world.data.schema, options, target));
  fitted.parameters = Parameters({fitted.plan->specs().begin(), fitted.plan->specs().end()});
  fitted.parameters.initialize(static_cast<std::uint64_t>(options.seed));
  return fitted;
}

Fitted fit(const models::ModelDefinition& model, const World& world, const TrainOptions& options) {
  Fitted fitted = initialize(model, world, options);
  const TaskPool pool(static_cast<int>(options.threads));
  const std::vector<FieldView> fields = input_views(world.data);
  const Problem problem{*fitted.plan,        fitted.options,      fields, world.rows,
                        world.data.target(), world.data.weight(), pool};
  const auto solver = make_solver(problem, fitted.parameters);
  for (std::int64_t epoch = 1; epoch <= options.epochs; ++epoch)
    fitted.loss = solver->pass(epoch, options.learning_rate, [](double) { return true; }).loss;
  return fitted;
}

std::vector<float> predictions(const Fitted& fitted, const World& world, std::span<const std::uint32_t> rows) {
  const std::vector<FieldView> fields = input_views(world.data);
  std::vector<float> scores(rows.size());
  score(*fitted.plan, fitted.parameters, {fields, rows}, TaskPool(1), scores);
  for (float& value : scores) value = fitted.plan->objective().link.prediction(value);
  return scores;
}

}  // namespace interplay::testing
