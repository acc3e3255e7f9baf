// Small data sets made in memory.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "interplay/data.h"

namespace interplay::testing {

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

// The codes of ids in their own vocabulary.
inline CategoricalColumn coded(const Vocabulary& vocabulary, const std::vector<std::int64_t>& ids) {
  CategoricalColumn column;
  for (const std::int64_t id : ids) column.codes.push_back(vocabulary.code(id));
  return column;
}

// An entity table that holds nothing but the id; `ids` are those of the interactions.
inline void add_entity(Dataset& data, const std::string& name, Role role, const std::vector<std::int64_t>& ids) {
  const Vocabulary keys = Vocabulary::of_integers(ids);
  Field field = make_field(name, Kind::categorical, role, static_cast<std::uint32_t>(data.entities.size() + 1));
  field.vocabulary = keys;
  CategoricalColumn own;
  for (std::uint32_t row = 0; row <= keys.size(); ++row) own.codes.push_back(row);
  data.entities.push_back({name, keys, coded(keys, ids).codes});
  add_column(data, std::move(field), std::move(own));
}

// Users and items as entity tables (as readers make them), or as plain columns of the interactions.
inline Dataset make_data(const std::vector<Rating>& ratings, bool as_entities = true) {
  Dataset data;
  data.rows = ratings.size();
  std::vector<std::int64_t> users, items;
  NumericColumn target;
  for (const Rating& r : ratings) {
    users.push_back(r.user);
    items.push_back(r.item);
    target.values.push_back(r.rating);
    data.time.push_back(r.time);
  }
  const auto add = [&](const std::string& name, Role role, const std::vector<std::int64_t>& ids) {
    if (as_entities) return add_entity(data, name, role, ids);
    Field field = make_field(name, Kind::categorical, role);
    field.vocabulary = Vocabulary::of_integers(ids);
    CategoricalColumn column = coded(field.vocabulary, ids);
    add_column(data, std::move(field), std::move(column));
  };
  add("user", Role::user, users);
  add("item", Role::item, items);
  add_column(data, make_field("rating", Kind::numeric, Role::target), target);
  data.sources = {{"ratings.txt", 0}};
  return data;
}

}  // namespace interplay::testing
