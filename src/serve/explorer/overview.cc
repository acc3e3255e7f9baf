// What a model is, for the first page and for the forms.
#include <algorithm>
#include <cmath>
#include <map>

#include "interplay/json.h"
#include "recommend/entity_vectors.h"
#include "report/model_tables.h"
#include "serve/explorer/state.h"

namespace interplay::serve {
namespace {

constexpr std::size_t most_values = 200;  // of a column, the most frequent ones: what a form can offer
constexpr std::size_t examples = 6;

Value range_of(const Field& field) {
  return {{"name", field.name}, {"kind", "numeric"}, {"low", field.minimum}, {"high", field.maximum}};
}

// The values of a column by how many rows have them.
Value column_of(const Side& side, std::size_t number) {
  const Field& field = side.field(number);
  if (field.kind == Kind::numeric) return range_of(field);
  std::map<std::string, std::size_t> counts;
  for (const std::uint32_t row : side.rows())
    for (std::string& value : side.values(number, row)) ++counts[std::move(value)];
  std::vector<std::pair<std::string, std::size_t>> order(counts.begin(), counts.end());
  std::ranges::stable_sort(order, [](const auto& a, const auto& b) { return a.second > b.second; });
  Value values = Value::array(), rows = Value::array();
  for (const auto& [value, count] : order) {
    if (values.size() == most_values) break;
    values.push_back(value);
    rows.push_back(count);
  }
  return {{"name", field.name},
          {"kind", std::string(name(field.kind))},
          {"distinct", order.size()},
          {"values", std::move(values)},
          {"rows", std::move(rows)}};
}

Value side_of(const Model& model, const Side& side) {
  Value columns = Value::array(), first = Value::array();
  for (const std::size_t number : side.attributes()) columns.push_back(column_of(side, number));
  // Spread over the vocabulary.
  for (std::size_t i = 0; i < std::min(examples, side.size()); ++i) {
    const std::uint32_t row = side.rows()[(2 * i + 1) * side.size() / (2 * std::min(examples, side.size()))];
    first.push_back({{"id", side.id(row)}, {"title", side.title(row)}});
  }
  return {{"name", side.table().name},        {"size", side.size()},
          {"titled", side.titled()},          {"vectors", EntityVectors::exist(model, side.entity())},
          {"attributes", std::move(columns)}, {"examples", std::move(first)}};
}

// Columns of the interactions that the model reads: what --set and "values" take.
Value context_of(const Model& model) {
  Value columns = Value::array();
  for (const std::size_t number : model.schema().inputs()) {
    const Field& field = model.schema().fields[number];
    if (field.table > 0 || field.role != Role::feature || !field.derived.name.empty()) continue;
    if (field.kind == Kind::numeric) {
      columns.push_back(range_of(field));
      continue;
    }
    Value values = Value::array();
    const std::uint32_t named = field.vocabulary.hashed() ? 0 : field.vocabulary.size();  // buckets are no ids
    for (std::uint32_t code = 1; code <= named && code <= most_values; ++code)
      values.push_back(field.vocabulary.id(code));
    columns.push_back({{"name", field.name},
                       {"kind", std::string(name(field.kind))},
                       {"distinct", field.vocabulary.size()},
                       {"values", std::move(values)}});
  }
  return columns;
}

Value target_of(const Model& model) {
  const auto field = model.schema().find(Role::target);
  const auto [low, high] = model.target_range();
  return {{"name", field ? Value(model.schema().fields[*field].name) : Value()},
          {"low", low},
          {"high", high},
          {"levels", model.levels()}};
}

bool has(const Model& model, Role role) {
  const auto field = model.schema().find(role);
  return field && model.schema().fields[*field].table > 0;
}

}  // namespace

std::string Explorer::overview() const {
  const Model& model = state_->model;
  Value sides = Value::object();
  for (const Role role : {Role::user, Role::item})
    if (has(model, role)) sides[role == Role::user ? "user" : "item"] = side_of(model, state_->side(role));
  std::string text = json::text_of({{"sides", std::move(sides)},
                                    {"context", context_of(model)},
                                    {"target", target_of(model)},
                                    {"interactions", model.data_options().implicit},
                                    {"penalties", report::has_penalties(model)}});
  text.back() = ',';
  return text + "\"histories\":" + histories_to_json(model) + ",\"describe\":" + to_json(model) + "}";
}

}  // namespace interplay::serve
