// Models of random parameters over thousands of items, made in memory.
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <string>

#include "interplay/encode.h"
#include "interplay/synthetic.h"

#include "base/random.h"
#include "model/implementation.h"
#include "models/table.h"

namespace interplay::testing {

struct RandomModel {
  std::string name = "fm";
  std::string target_kind = "regression", solver = "gradient";
  std::uint32_t users = 40, items = 3000;
  std::size_t members = 1;
  // Items i and i + 1 of so many in a row have equal parameters, so that they tie.
  std::uint32_t equal = 1;
  float deviation = 0.4f;
  bool noise = false;  // thresholds that differ by user and item
  float bias = 0;      // beside what is drawn
};

inline Field random_field(std::string name, Kind kind, Role role, std::uint32_t table, std::uint32_t categories) {
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

// Users with a job, items with tags, and the hour of an interaction; parameters normal about 0.
inline Model make_random_model(const RandomModel& of) {
  auto model = std::make_shared<ModelImplementation>();
  Star& star = model->star;
  star.schema.fields = {random_field("user", Kind::categorical, Role::user, 1, of.users),
                        random_field("job", Kind::categorical, Role::feature, 1, 3),
                        random_field("item", Kind::categorical, Role::item, 2, of.items),
                        random_field("tags", Kind::multi, Role::feature, 2, 5),
                        random_field("hour", Kind::categorical, Role::feature, 0, 4)};
  star.entities = {{"user", star.schema.fields[0].vocabulary, {}}, {"item", star.schema.fields[2].vocabulary, {}}};
  std::vector<std::uint32_t> users, jobs, items, tags;
  std::vector<std::uint64_t> offsets{0};
  for (std::uint32_t row = 0; row <= of.users; ++row) {
    users.push_back(row);
    jobs.push_back(row % 4);
  }
  for (std::uint32_t row = 0; row <= of.items; ++row) {
    items.push_back(row);
    for (std::uint32_t k = 0; row > 0 && k < row / of.equal % 4; ++k) tags.push_back(1 + (row / of.equal + 2 * k) % 5);
    offsets.push_back(tags.size());
  }
  star.columns = {CategoricalColumn{users}, CategoricalColumn{jobs}, CategoricalColumn{items},
                  MultiColumn{offsets, tags, {}}, CategoricalColumn{}};
  model->options.model = of.name;
  model->options.rank = 10;
  model->options.target_kind = of.target_kind;
  model->options.solver = of.solver;
  model->target = {.low = 1, .high = 5, .mean = 3};
  if (of.target_kind == "binary") model->target = {.binary = true, .low = 0, .high = 1, .mean = 0.5f};
  if (of.target_kind == "ordinal") model->target.levels = {1, 2, 3, 4, 5};
  model->target.noise = of.noise;
  model->plan =
      std::make_unique<ModelPlan>(models::definition(of.name).plan(star.schema, model->options, model->target.inner()));
  for (std::size_t m = 0; m < of.members; ++m) {
    Parameters parameters({model->plan->specs().begin(), model->plan->specs().end()});
    for (TensorId id = 0; id < parameters.size(); ++id) {
      const Tensor& tensor = parameters[id];
      const WritableTensor values = parameters.writable(id);
      const bool of_items = tensor.name.ends_with("/item");
      for (std::size_t row = 0; row < tensor.rows; ++row) {
        RandomStream random(static_cast<std::uint64_t>(m), Purpose::synthesize, id, of_items ? row / of.equal : row);
        for (std::size_t c = 0; c < tensor.columns; ++c)
          values.row(row)[c] = of.deviation * static_cast<float>(random.normal());
        if (tensor.name == "bias") *values.row(row) += of.bias;
        // Deviations of noise and threshold scales are positive.
        if (tensor.name.starts_with("stretch/")) *values.row(row) = std::exp(*tensor.row(row));
        std::sort(values.row(row), values.row(row) + (tensor.name == "cuts" ? tensor.columns : 0));
      }
    }
    of.members > 1 ? model->members.add_rounded(parameters) : model->members.add(std::move(parameters));
  }
  model->histories.emplace_back();
  return model_of(std::move(model));
}

}  // namespace interplay::testing
