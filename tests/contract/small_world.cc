#include "contract/small_world.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "solvers/definition.h"

namespace interplay::testing {
namespace {

Field make_field(std::string name, Kind kind, Role role, std::uint32_t table, std::uint32_t categories) {
  Field field;
  field.name = std::move(name);
  field.kind = kind;
  field.role = role;
  field.table = table;
  std::vector<std::int64_t> ids(categories);
  std::iota(ids.begin(), ids.end(), 1);
  if (kind != Kind::numeric) field.vocabulary = Vocabulary::of_integers(std::move(ids));
  return field;
}

void add(Dataset& data, Field field, Column column) {
  data.schema.fields.push_back(std::move(field));
  data.columns.push_back(std::move(column));
}

template <class Function>
CategoricalColumn codes(std::uint32_t count, Function code) {
  CategoricalColumn column;
  for (std::uint32_t i = 0; i < count; ++i) column.codes.push_back(code(i));
  return column;
}

// Row r of an entity table is entity r; row 0 is unknown.
void add_users(Dataset& data, std::uint32_t users, bool attributes) {
  add(data, make_field("user", Kind::categorical, Role::user, 1, users), codes(users + 1, [](auto r) { return r; }));
  if (!attributes) return;
  NumericColumn age;
  for (std::uint32_t r = 0; r <= users; ++r)
    age.values.push_back(r == 0 || r == 2 ? std::numeric_limits<float>::quiet_NaN()
                                          : 20 + static_cast<float>(r * 7 % 30));
  Field field = make_field("age", Kind::numeric, Role::feature, 1, 0);
  field.mean = 35;
  field.scale = 10;
  add(data, field, age);
  add(data, make_field("job", Kind::categorical, Role::feature, 1, 3),
      codes(users + 1, [](auto r) { return r == 0 ? 0 : 1 + r * 5 % 3; }));
}

void add_items(Dataset& data, std::uint32_t items, bool attributes) {
  add(data, make_field("item", Kind::categorical, Role::item, 2, items), codes(items + 1, [](auto r) { return r; }));
  if (!attributes) return;
  MultiColumn tags;
  for (std::uint32_t r = 0; r <= items; ++r) {
    // 0 to 3 tags out of 5, all different.
    for (std::uint32_t k = 0; r > 0 && k < r % 4; ++k) tags.codes.push_back(1 + (r + 2 * k) % 5);
    tags.offsets.push_back(tags.codes.size());
  }
  add(data, make_field("tags", Kind::multi, Role::feature, 2, 5), tags);
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
  World world;
  Dataset& data = world.data;
  const auto count = static_cast<std::uint32_t>(rows.size());
  data.rows = count;
  for (const char* name : {"user", "item"}) {
    Entity entity;
    entity.name = name;
    data.entities.push_back(std::move(entity));
  }
  add_users(data, users, attributes);
  add_items(data, items, attributes);
  if (attributes)
    add(data, make_field("hour", Kind::categorical, Role::feature, 0, 4),
        codes(count, [](auto r) { return 1 + r % 4; }));
  NumericColumn target, weight;
  for (const Row& row : rows) {
    data.entities[0].row_of.push_back(row.user);
    data.entities[1].row_of.push_back(row.item);
    target.values.push_back(row.target);
    weight.values.push_back(row.weight);
  }
  add(data, make_field("target", Kind::numeric, Role::target, 0, 0), target);
  add(data, make_field("weight", Kind::numeric, Role::weight, 0, 0), weight);
  world.rows.resize(count);
  std::iota(world.rows.begin(), world.rows.end(), 0u);
  describe_target(world);
  return world;
}

void World::set_target(const std::function<float(std::size_t)>& target_of) {
  auto& values = std::get<NumericColumn>(data.columns[*data.schema.find(Role::target)]).values;
  for (std::size_t row = 0; row < values.size(); ++row) values[row] = target_of(row);
  describe_target(*this);
}

bool is_binary(const models::ModelDefinition& model) {
  TrainOptions options;
  model.defaults(options);
  return options.target_kind == "binary";
}

TrainOptions small_options(const models::ModelDefinition& model) {
  TrainOptions options;
  options.model = model.name;
  model.defaults(options);
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
