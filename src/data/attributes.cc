#include "data/attributes.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>
#include <variant>

#include "data/derivation.h"
#include "data/encode/encode_codes.h"
#include "data/inputs.h"
#include "data/star_parts.h"

namespace interplay {
namespace {

bool is_key(const Star& star, const Field& field) {
  return field.table > 0 && field.name == star.entities[field.table - 1].name;
}

// The entity of `data` whose ids are those of the star's table.
std::optional<std::size_t> entity_like(const Dataset& data, const Star& star, std::size_t table) {
  for (const Field& field : star.schema.fields) {
    if (field.table != table + 1 || !is_key(star, field)) continue;
    const auto own = find_like(data.schema, field);
    if (own && data.schema.fields[*own].table > 0) return data.schema.fields[*own].table - 1;
  }
  return std::nullopt;
}

void sort_fields(Dataset& data, const Schema& like) {
  std::vector<std::size_t> order(data.schema.fields.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto place = [&](std::size_t field) {
    return like.find(data.schema.fields[field].name).value_or(std::numeric_limits<std::size_t>::max());
  };
  std::ranges::stable_sort(order, {}, place);
  std::vector<Field> fields;
  std::vector<Column> columns;
  for (const std::size_t from : order) {
    fields.push_back(std::move(data.schema.fields[from]));
    columns.push_back(std::move(data.columns[from]));
  }
  data.schema.fields = std::move(fields);
  data.columns = std::move(columns);
}

}  // namespace

std::vector<std::string> attributes_of(const Star& star, const DataOptions& options) {
  std::vector<std::string> found;
  const auto is_attribute = [&](const Field& field) { return field.table > 0 && !is_key(star, field); };
  for (const std::string& name : options.fields)
    if (const auto field = star.schema.find(name); field && is_attribute(star.schema.fields[*field]))
      found.push_back(name);
  if (options.fields.empty())
    for (const Field& field : star.schema.fields)
      if (is_attribute(field) && is_input(field) && !made_of_others(field, options)) found.push_back(field.name);
  return found;
}

void add_attributes(Dataset& data, const Star& star, std::span<const std::string> names) {
  const bool titles = !data.schema.find(Role::title);
  for (std::size_t f = 0; f < star.schema.fields.size(); ++f) {
    const Field& field = star.schema.fields[f];
    const bool named = std::ranges::find(names, field.name) != names.end();
    if (field.table == 0 || !(named || (titles && field.role == Role::title))) continue;
    const auto entity = entity_like(data, star, field.table - 1);
    if (!entity || data.schema.find(field.name)) continue;
    Field own = field;
    own.table = static_cast<std::uint32_t>(*entity + 1);
    const CodeMap rows = map_codes(data.entities[*entity].keys, star.entities[field.table - 1].keys);
    data.columns.push_back(scattered(star.columns[f], rows));
    data.schema.fields.push_back(std::move(own));
  }
  sort_fields(data, star.schema);
}

}  // namespace interplay
