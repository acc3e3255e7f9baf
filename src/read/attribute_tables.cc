#include "read/attribute_tables.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>

#include "data/encode/new_entities.h"
#include "data/shown.h"
#include "interplay/error.h"
#include "interplay/options.h"
#include "read/files/input.h"
#include "read/roles.h"
#include "read/select.h"
#include "read/with_notes.h"

namespace interplay {
namespace {

// The star's table of the ids that a column of the interactions holds.
std::optional<std::size_t> table_of(const Star& star, const ColumnSpec& column) {
  for (std::size_t table = 0; table < star.entities.size(); ++table) {
    const auto key = star.schema.find(star.entities[table].name);
    const Role role = key ? star.schema.fields[*key].role : Role::feature;
    if (role != Role::feature ? column.role == role : column.name == star.entities[table].name) return table;
  }
  return std::nullopt;
}

// A side column whose name an interaction's column has is named after its key, too, here or where the model was
// trained.
std::optional<std::size_t> attribute_like(const Star& star, std::size_t table, const std::string& key,
                                          const std::string& column) {
  const std::string in_training = star.entities[table].name + "_" + column;
  const std::string prefix = key + "_";
  for (const std::string& wanted :
       {column, in_training, column.starts_with(prefix) ? column.substr(prefix.size()) : column}) {
    const auto field = star.schema.find(wanted);
    if (field && star.schema.fields[*field].table == table + 1 && is_attribute(star, star.schema.fields[*field]))
      return field;
  }
  return std::nullopt;
}

// "is 'Age' meant to be 'age'? ", if one of the columns is called nearly as an attribute.
std::string near_miss(const std::vector<std::string>& columns, const std::vector<std::string>& attributes) {
  const std::vector<std::string_view> names(attributes.begin(), attributes.end());
  for (const std::string& column : columns)
    if (const std::string near = nearest(column, names); !near.empty())
      return "is " + shown(column) + " meant to be " + shown(near) + "? ";
  return "";
}

[[noreturn]] void refuse(const TableSource& source, const std::string& key, const std::vector<std::string>& attributes,
                         const std::vector<std::string>& columns) {
  if (attributes.empty())
    throw Error(Code::usage, at(source.path()), "tells of " + shown(key) + ", of which the model reads the id alone",
                "leave it out, or train a model with --join");
  throw Error(Code::usage, at(source.path()),
              "has " + listed(columns) + ", and the model reads of " + shown(key) + ": " + listed(attributes),
              near_miss(columns, attributes) + "name a column as the model does");
}

// Makes the columns of a table that are attributes of the star's table to what these are there, and returns their
// names. `key`: the table's column of ids, and how the interactions call it. Those that are elsewhere are not missed.
std::vector<std::string> adopt_attributes(TableSource& source, std::size_t key, const Star& star, std::size_t table,
                                          const std::string& key_name,
                                          const std::function<bool(const std::string&)>& elsewhere) {
  const std::vector<std::string> attributes = attribute_names(star, table);
  std::vector<std::string> others, found;
  for (std::size_t i = 0; i < source.columns.size(); ++i) {
    ColumnSpec& column = source.columns[i];
    if (i == key) continue;
    const auto field = attribute_like(star, table, key_name, column.name);
    if (!field || std::ranges::find(found, star.schema.fields[*field].name) != found.end()) {
      others.push_back(column.name);
      continue;
    }
    column.role = Role::feature;
    column.needed = false;
    column.name = star.schema.fields[*field].name;
    read_as(column, star.schema.fields[*field]);
    found.push_back(column.name);
  }
  const std::string& entity = star.entities[table].name;
  if (found.empty()) refuse(source, entity, attributes, others);
  std::vector<std::string> lacking = attributes;
  std::erase_if(lacking, [&](const std::string& name) {
    return std::ranges::find(found, name) != found.end() || elsewhere(name);
  });
  const std::string near = near_miss(others, lacking);
  if (!lacking.empty())
    source.notes.push_back(source.path() + " lacks " + listed(lacking) + ", which the model reads of " + shown(entity) +
                           (near.empty() ? "" : "; " + near.substr(0, near.size() - 1)));
  return found;
}

}  // namespace

std::vector<JoinedTable> open_attributes(TableSource& interactions, const Star& star, DataOptions& options,
                                         const TaskPool& pool) {
  std::vector<JoinedTable> tables = open_joined(interactions, options, pool);
  std::erase_if(tables, [](const JoinedTable& table) { return !table.asked; });
  for (JoinedTable& joined : tables) {
    const ColumnSpec& key = interactions.columns[joined.joined_to];
    const auto table = table_of(star, key);
    if (!table) {
      std::vector<std::string> keys;
      for (const Entity& entity : star.entities) keys.push_back(entity.name);
      throw Error(Code::usage, at(joined.source.path()),
                  "is joined by " + shown(key.name) + ", of which the model has no table",
                  keys.empty() ? "leave it out" : "join by one of: " + listed(keys));
    }
    const std::vector<std::string> found =
        adopt_attributes(joined.source, joined.key, star, *table, key.name,
                         [&](const std::string& name) { return find_named(interactions.columns, name).has_value(); });
    for (const std::string& name : found) {
      // The table was asked for, so it is what counts.
      for (ColumnSpec& own : interactions.columns)
        if (own.name == name) {
          own.name += " of the interactions";
          own.header = "";
        }
      std::erase(options.fields, name);
      options.fields.push_back(name);
    }
  }
  return tables;
}

Dataset read_entities(const std::string& path, const Star& star, std::size_t table, const std::string& key,
                      const DataOptions& options, const TaskPool& pool) {
  TableSource source = open_side(path, std::make_shared<Inputs>(), options, pool);
  const Entity& entity = star.entities[table];
  const auto field = star.schema.find(entity.name);
  const Role role = field ? star.schema.fields[*field].role : Role::feature;
  std::optional<std::size_t> ids = find_key(source.columns, key.empty() ? entity.name : key);
  if (!ids && key.empty() && role != Role::feature) ids = find_key(source.columns, std::string(name(role)));
  if (!ids && key.empty() && source.known) ids = 0;
  if (!ids) unknown_column("the column of ids", key.empty() ? entity.name : key, names_of(source.columns));
  return with_notes(source.notes, [&] {
    for (ColumnSpec& column : source.columns) column.role = Role::feature;
    ColumnSpec& ids_column = source.columns[*ids];
    if (role == Role::feature) {
      ids_column.name = entity.name;
      ids_column.kind = Kind::categorical;
      ids_column.declared = ids_column.needed = true;
    } else {
      give_role(ids_column, role);
    }
    DataOptions own = options;
    own.fields = adopt_attributes(source, *ids, star, table, ids_column.name, [](const std::string&) { return false; });
    own.fields.insert(own.fields.begin(), ids_column.name);
    Dataset data = build_star(plan_star(source, {}, own, pool), pool);
    data.notes.insert(data.notes.begin(), source.notes.begin(), source.notes.end());
    return data;
  });
}

}  // namespace interplay
