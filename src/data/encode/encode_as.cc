// Encoding by the vocabularies and entity tables that a model carries.
#include <algorithm>
#include <optional>
#include <utility>

#include "data/columns.h"
#include "data/derivation.h"
#include "data/derive.h"
#include "data/encode/converted.h"
#include "data/encode/encode_codes.h"
#include "data/encode/new_entities.h"
#include "data/encode/sparse_numbers.h"
#include "data/encode/titles.h"
#include "data/shown.h"
#include "data/star_parts.h"
#include "interplay/dataset.h"
#include "interplay/encode.h"
#include "interplay/error.h"

namespace interplay {
namespace {

// The values of column `field` for every interaction, as the wanted field has them. Takes them out of the data.
Column of_interactions(Dataset& data, std::size_t field, const Field& wanted) {
  const Field& found = data.schema.fields[field];
  Column column = converted(std::move(data.columns[field]), found, wanted);
  return found.table == 0 ? std::move(column) : scattered(column, data.row_of(field));
}

void add_column(Dataset& result, Dataset& data, std::size_t f, const Field& wanted) {
  result.schema.fields.push_back(wanted);
  if (is_input(wanted) || wanted.kind == Kind::numeric) {
    result.columns.push_back(of_interactions(data, f, wanted));
  } else {
    // Groups are no parameters of a model and keep the data's own ids.
    result.schema.fields.back().vocabulary = data.schema.fields[f].vocabulary;
    result.columns.push_back(std::move(data.columns[f]));
  }
}

// The field of the star that holds the ids of an entity.
Field key_field(const Star& star, std::size_t table) {
  const std::string& key = star.entities[table].name;
  for (const Field& field : star.schema.fields)
    if (field.table == table + 1 && field.name == key) return field;
  Field field;
  field.name = key;
  return field;
}

// The row of every interaction in the star's entity table. Uses the data's own rows, so call it after all columns.
// `known`: the row of every id of the data, if it was found before; else empty.
SharedSpan<std::uint32_t> entity_rows(Dataset& data, const Star& star, std::size_t table, const CodeMap& known) {
  const Vocabulary& keys = star.entities[table].keys;
  Field wanted = key_field(star, table);
  const std::size_t f = find_like(data.schema, wanted).value();
  if (const std::uint32_t own = data.schema.fields[f].table; own > 0) {
    Entity& entity = data.entities[own - 1];
    if (data.schema.fields[f].name == entity.name) {
      CategoricalColumn rows{std::move(entity.row_of)};
      recode(rows, known.empty() ? rows_of_ids(entity.keys, star, table, data.notes) : known);
      return std::move(rows.codes);
    }
  }
  if (!known.empty()) {
    auto rows = std::get<CategoricalColumn>(std::move(data.columns[f]));
    recode(rows, known);
    return std::move(rows.codes);
  }
  wanted.vocabulary = keys;
  return std::get<CategoricalColumn>(of_interactions(data, f, wanted)).codes;
}

// The columns of every interaction that the model reads: ids of entities, and columns of its own.
std::vector<Field> needed_fields(const Star& star) {
  std::vector<Field> needed;
  for (std::size_t table = 0; table < star.entities.size(); ++table) needed.push_back(key_field(star, table));
  for (const Field& field : star.schema.fields)
    if (field.table == 0 && !is_made(field) && is_input(field)) needed.push_back(field);
  return needed;
}

std::string first_path(const Dataset& data) { return data.sources.empty() ? "" : data.sources.front().path; }

// A flag may have made a needed column something else, or one column two things.
void refuse_other_roles(const Dataset& data, const FieldIndex& fields, const std::vector<Field>& needed) {
  std::vector<const Field*> reader(data.schema.fields.size(), nullptr);
  const auto refuse = [&](const std::string& column, const std::string& uses, Role role) {
    throw Error(Code::usage, at(first_path(data)), "column '" + column + "' is " + uses,
                "leave out --" + std::string(name(role)) + ", or name another column with it");
  };
  for (const Field& field : needed) {
    const auto found = fields.like(field);
    if (const auto named = fields.named(field.name); !found && named)
      refuse(field.name,
             "needed by the model as " + std::string(field.role == Role::feature ? "a " : "the ") +
                 std::string(name(field.role)) + ", and is named as the " +
                 std::string(name(data.schema.fields[*named].role)),
             data.schema.fields[*named].role);
    if (!found) continue;
    if (const Field* other = reader[*found])
      refuse(data.schema.fields[*found].name,
             "read both as '" + other->name + "' and as '" + field.name + "', which the model tells apart",
             data.schema.fields[*found].role);
    reader[*found] = &field;
  }
}

// The time, and columns derived from it, may be missing; but the time column must not silently be used for something
// else.
std::vector<Field> with_time(std::vector<Field> needed, const Star& star) {
  if (const auto time = star.schema.find(Role::time); time && needs_time(star.schema))
    needed.push_back(star.schema.fields[*time]);
  return needed;
}

void require_columns(const Dataset& data, const FieldIndex& fields, const Star& star) {
  const std::vector<Field> needed = needed_fields(star);
  refuse_other_roles(data, fields, with_time(needed, star));
  std::vector<std::string> missing;
  for (const Field& field : needed)
    if (!fields.like(field)) missing.push_back(shown(field.name));
  if (missing.empty()) return;
  std::vector<std::string> found;
  for (const Field& field : data.schema.fields) found.push_back(shown(field.name));
  throw Error(Code::not_found, at(first_path(data)),
              "the model needs the column" + std::string(missing.size() > 1 ? "s " : " ") + listed(missing) +
                  ", the data has " + (found.empty() ? "none" : listed(found)),
              "add the missing columns, or name them with --user, --item and --fields");
}

// What scoring relies on: as many values of every column, and rows of every entity, as there are interactions.
void check_lengths(const Dataset& data) {
  const auto check = [&](const std::string& column, std::size_t found) {
    if (found != data.rows)
      throw Error(
          Code::bad_data, at(first_path(data)),
          "column '" + column + "' has " + std::to_string(found) + " values for " + std::to_string(data.rows) + " rows",
          "give every row a value of it");
  };
  for (const Entity& entity : data.entities) check(entity.name, entity.row_of.size());
  for (std::size_t f = 0; f < data.columns.size(); ++f)
    if (const Field& field = data.schema.fields[f]; field.table == 0 && is_input(field))
      check(field.name, rows(data.columns[f]));
}

}  // namespace

Star star_of(const Dataset& encoded) {
  Star star;
  star.schema = encoded.schema;
  for (std::size_t f = 0; f < encoded.columns.size(); ++f) {
    Field& field = star.schema.fields[f];
    star.columns.push_back(field.table > 0 ? encoded.columns[f] : empty_column(field.kind));
    if (!is_input(field) && field.role != Role::title) field.vocabulary = {};
  }
  for (const Entity& entity : encoded.entities) star.entities.push_back({entity.name, entity.keys, {}});
  return star;
}

Dataset encode_as(Dataset data, const Star& known) {
  take_columns(data, known.schema);
  const FieldIndex fields(data.schema);
  require_columns(data, fields, known);
  const std::optional<WithNewEntities> with_new = with_new_entities(data, known, data.notes);
  const Star& star = with_new ? with_new->star : known;
  Dataset result;
  for (std::size_t f = 0; f < star.schema.fields.size(); ++f) {
    const Field& field = star.schema.fields[f];
    if (field.table > 0) {
      result.schema.fields.push_back(field);
      result.columns.push_back(star.columns[f]);
    } else if (is_made(field)) {
      result.schema.fields.push_back(field);  // its column is made of others, below
      result.columns.push_back(empty_column(field.kind));
    } else if (const auto found = fields.like(field)) {
      add_column(result, data, *found, field);
    }  // target, weight, time and group may be missing: they are not needed to score
  }
  result.entities = star.entities;
  for (std::size_t table = 0; table < star.entities.size(); ++table)
    result.entities[table].row_of = entity_rows(data, star, table, with_new ? with_new->rows[table] : CodeMap());
  result.rows = data.rows;
  result.time = std::move(data.time);
  make_columns(result);
  result.sources = std::move(data.sources);
  result.notes = std::move(data.notes);
  result.bad_lines = data.bad_lines;
  result.left_out_before = std::move(data.left_out_before);
  check_lengths(result);
  return result;
}

}  // namespace interplay
