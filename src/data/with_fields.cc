#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

#include "data/derivation.h"
#include "data/inputs.h"
#include "data/kept_rows.h"
#include "data/shown.h"
#include "interplay/columns.h"
#include "interplay/error.h"

namespace interplay {
namespace {

std::optional<std::size_t> find_input(const Schema& schema, const std::string& wanted) {
  const auto named = schema.find(wanted);
  if (named && is_input(schema.fields[*named])) return named;
  for (const Role role : {Role::user, Role::item})
    if (const auto field = schema.find(role); field && wanted == name(role)) return field;
  return std::nullopt;
}

[[noreturn]] void refuse(const Schema& schema, const std::string& wanted) {
  if (const auto other = schema.find(wanted))
    throw Error(Code::usage,
                "field " + shown(wanted) + " is the " + std::string(name(schema.fields[*other].role)) +
                    ", which a model may not read",
                "leave it out of the fields");
  std::vector<std::string> known;
  for (const std::size_t field : schema.inputs()) known.push_back(schema.fields[field].name);
  const std::string near = nearest(wanted, std::vector<std::string_view>(known.begin(), known.end()));
  throw Error(Code::usage, "field " + shown(wanted) + " is not a column, expected one of: " + listed(known),
              near.empty() ? "check the name" : "did you mean " + shown(near) + "?");
}

// Leaves out the tables of which no field is left. Those of users and items stay, as in data that is read.
void drop_unused_entities(Dataset& data, const std::vector<bool>& is_of_ids) {
  std::vector<bool> used = is_of_ids;
  for (const Field& field : data.schema.fields)
    if (field.table > 0) used[field.table - 1] = true;
  std::vector<std::uint32_t> table_of(data.entities.size() + 1, 0);
  std::vector<Entity> entities;
  for (std::size_t table = 0; table < data.entities.size(); ++table) {
    if (!used[table]) continue;
    entities.push_back(std::move(data.entities[table]));
    table_of[table + 1] = static_cast<std::uint32_t>(entities.size());
  }
  data.entities = std::move(entities);
  for (Field& field : data.schema.fields) field.table = table_of[field.table];
}

}  // namespace

Dataset with_fields(Dataset data, std::span<const std::string> names) {
  std::vector<std::size_t> order;
  std::unordered_set<std::size_t> chosen;
  for (const std::string& wanted : names) {
    auto field = find_input(data.schema, wanted);
    if (const Derivation* made = made_on_reading(wanted); !field && made && !data.time.empty()) {
      made->read(data, false);
      field = data.schema.fields.size() - 1;
    }
    if (!field) refuse(data.schema, wanted);
    if (!chosen.insert(*field).second)
      throw Error(Code::usage, "field " + shown(wanted) + " is named twice", "name it once");
    order.push_back(*field);
  }
  for (std::size_t field = 0; field < data.schema.fields.size(); ++field)
    if (!is_input(data.schema.fields[field])) order.push_back(field);

  std::vector<bool> is_of_ids(data.entities.size(), false);
  for (const Field& field : data.schema.fields)
    if (field.table > 0 && (field.role == Role::user || field.role == Role::item)) is_of_ids[field.table - 1] = true;
  Schema schema;
  std::vector<Column> columns;
  for (const std::size_t field : order) {
    schema.fields.push_back(std::move(data.schema.fields[field]));
    columns.push_back(std::move(data.columns[field]));
  }
  data.schema = std::move(schema);
  data.columns = std::move(columns);
  drop_unused_entities(data, is_of_ids);
  return data;
}

Dataset with_rows(Dataset data, std::span<const std::uint32_t> rows) {
  std::vector<std::uint8_t> keep(data.rows, 0);
  for (const std::uint32_t row : rows) {
    if (row >= data.rows)
      throw Error(Code::usage, "row " + std::to_string(row) + " of " + std::to_string(data.rows) + " is asked for",
                  "rows count from 0");
    keep[row] = 1;
  }
  keep_interactions(data, keep);
  return data;
}

}  // namespace interplay
