#include "read/attribute_tables.h"

#include <algorithm>
#include <optional>
#include <string>

#include "data/encode/new_entities.h"
#include "data/shown.h"
#include "interplay/error.h"
#include "interplay/options.h"
#include "read/roles.h"

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

[[noreturn]] void refuse(const JoinedTable& joined, const std::string& key, const std::vector<std::string>& attributes,
                         const std::vector<std::string>& columns) {
  if (attributes.empty())
    throw Error(Code::usage, at(joined.source.path()),
                "is joined by " + shown(key) + ", of which the model reads the id alone",
                "leave it out, or train a model with --join");
  throw Error(Code::usage, at(joined.source.path()),
              "has " + listed(columns) + ", and the model reads of " + shown(key) + ": " + listed(attributes),
              near_miss(columns, attributes) + "name a column as the model does");
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
    const std::vector<std::string> attributes = attribute_names(star, *table);
    std::vector<std::string> others, found;
    for (std::size_t i = 0; i < joined.source.columns.size(); ++i) {
      ColumnSpec& column = joined.source.columns[i];
      if (i == joined.key) continue;
      const auto field = attribute_like(star, *table, key.name, column.name);
      if (!field || std::ranges::find(found, star.schema.fields[*field].name) != found.end()) {
        others.push_back(column.name);
        continue;
      }
      column.name = star.schema.fields[*field].name;
      read_as(column, star.schema.fields[*field]);
      found.push_back(column.name);
    }
    if (found.empty()) refuse(joined, star.entities[*table].name, attributes, others);
    std::vector<std::string> lacking = attributes;
    std::erase_if(lacking, [&](const std::string& name) {
      return std::ranges::find(found, name) != found.end() || find_named(interactions.columns, name).has_value();
    });
    const std::string near = near_miss(others, lacking);
    if (!lacking.empty())
      joined.source.notes.push_back(joined.source.path() + " lacks " + listed(lacking) + ", which the model reads of " +
                                    shown(star.entities[*table].name) +
                                    (near.empty() ? "" : "; " + near.substr(0, near.size() - 1)));
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

}  // namespace interplay
