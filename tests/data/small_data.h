// Small data sets made in memory.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "interplay/build.h"
#include "interplay/dataset.h"

namespace interplay::testing {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

struct Rating {
  std::int64_t user, item;
  float rating;
  double time = 0;
};

inline Field make_field(std::string name, Kind kind, Role role, std::uint32_t table = 0) {
  Field field;
  field.name = std::move(name);
  field.kind = kind;
  field.role = role;
  field.table = table;
  return field;
}

inline void add_column(Dataset& data, Field field, Column column) {
  data.schema.fields.push_back(std::move(field));
  data.columns.push_back(std::move(column));
}

inline const Field& field_of(const Dataset& data, std::string_view name) {
  return data.schema.fields[data.schema.find(name).value()];
}
template <class T>
const T& column(const Dataset& data, std::string_view name) {
  return std::get<T>(data.columns[data.schema.find(name).value()]);
}

// The ids of users and items, and the ratings. To be finished with more columns.
inline DatasetBuilder rating_builder(const std::vector<Rating>& ratings, bool as_entities = true) {
  std::vector<std::int64_t> users, items;
  std::vector<float> values;
  for (const Rating& r : ratings) {
    users.push_back(r.user);
    items.push_back(r.item);
    values.push_back(r.rating);
  }
  DatasetBuilder builder;
  builder.add("user", Ids{std::move(users)}, as_entities ? Role::user : Role::feature);
  builder.add("item", Ids{std::move(items)}, as_entities ? Role::item : Role::feature);
  builder.add("rating", Numbers{std::move(values)}, Role::target);
  builder.source("ratings.txt");
  return builder;
}

// Users and items as entity tables (as readers make them), or as plain columns of the interactions. The times are known
// without being a field. Data without a row, which is not built, has the fields alone.
inline Dataset make_data(const std::vector<Rating>& ratings, bool as_entities = true) {
  Dataset data;
  if (ratings.empty()) {
    for (const char* name : {"user", "item"})
      add_column(data, make_field(name, Kind::categorical, Role::feature), CategoricalColumn{});
    add_column(data, make_field("rating", Kind::numeric, Role::target), NumericColumn{});
  } else {
    data = rating_builder(ratings, as_entities).build();
  }
  data.schema.fields[0].role = Role::user;
  data.schema.fields[1].role = Role::item;
  std::vector<double> time;
  for (const Rating& r : ratings) time.push_back(r.time);
  data.time = std::move(time);
  return data;
}

}  // namespace interplay::testing
