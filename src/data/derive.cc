#include "data/derive.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "data/cross.h"
#include "data/entity_names.h"
#include "data/power.h"
#include "data/session.h"
#include "data/text.h"

namespace interplay {
namespace {

constexpr double seconds_of_a_day = 86400;

[[noreturn]] void refuse(const std::string& history, const std::string& found, const std::string& remedy) {
  refuse_value("history", history, found, remedy);
}

std::size_t categories_named(const Dataset& data, const std::string& history, std::string_view wanted) {
  auto field = data.schema.find(wanted);
  for (const Role role : {Role::user, Role::item})
    if (!field && wanted == name(role)) field = data.schema.find(role);
  if (!field) refuse(history, "there is no field " + shown(wanted), "name it in --fields, too");
  if (!std::holds_alternative<CategoricalColumn>(data.columns[*field]))
    refuse(history, shown(wanted) + " does not hold one category a row", "name a field of ids or categories");
  return *field;
}

// Of every row of the entity table the distinct codes of its training rows, ascending.
MultiColumn sets_of(const Dataset& data, std::size_t table, std::size_t field,
                    std::span<const std::uint32_t> train_rows) {
  const Entity& entity = data.entities[table];
  const auto& codes = std::get<CategoricalColumn>(data.columns[field]).codes;
  const auto row_of = data.row_of(field);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  pairs.reserve(train_rows.size());
  for (const std::uint32_t row : train_rows) {
    const std::uint32_t code = codes[row_of.empty() ? row : row_of[row]];
    if (entity.row_of[row] != 0 && code != 0) pairs.emplace_back(entity.row_of[row], code);
  }
  std::ranges::sort(pairs);
  pairs.erase(std::ranges::unique(pairs).begin(), pairs.end());
  MultiColumn sets;
  sets.offsets.assign(std::size_t{entity.keys.size()} + 2, 0);
  for (const auto& [row, code] : pairs) {
    ++sets.offsets[row + std::size_t{1}];
    sets.codes.push_back(code);
  }
  for (std::size_t row = 1; row < sets.offsets.size(); ++row) sets.offsets[row] += sets.offsets[row - 1];
  return sets;
}

void add_history(Dataset& data, std::span<const std::uint32_t> train_rows, const std::string& history) {
  const std::size_t colon = history.find(':');
  if (colon == std::string::npos) refuse(history, "a colon is missing", "give ENTITY:FIELD, such as user:item");
  const std::size_t table = entity_named(data, "history", history, history.substr(0, colon));
  const std::size_t of = categories_named(data, history, history.substr(colon + 1));
  Field field;
  field.name = data.entities[table].name + "_" + data.schema.fields[of].name + "_history";
  refuse_repeated(data, "history", history, field.name);
  field.kind = Kind::multi;
  field.table = static_cast<std::uint32_t>(table) + 1;
  field.vocabulary = data.schema.fields[of].vocabulary;
  field.pooling = Pooling::sqrt;
  data.columns.emplace_back(sets_of(data, table, of, train_rows));
  data.schema.fields.push_back(std::move(field));
}

double day_of(double time) { return std::floor(time / seconds_of_a_day); }

void add_day_number(Dataset& data) {
  Field field;
  field.name = day_field;
  field.kind = Kind::numeric;
  NumericColumn column;
  column.values.assign(data.rows, std::numeric_limits<float>::quiet_NaN());
  for (std::size_t row = 0; row < data.time.size(); ++row)
    if (std::isfinite(data.time[row])) column.values[row] = static_cast<float>(day_of(data.time[row]));
  data.schema.fields.push_back(std::move(field));
  data.columns.emplace_back(std::move(column));
}

}  // namespace

Column made_column(const Field& field, const std::function<FieldView(const std::string&)>& view_of, std::size_t rows,
                   std::span<const double> time) {
  if (field.session) return session_column(field, view_of(field.base), time, rows);
  if (field.power > 0) return power_column(field, view_of(field.base), rows);
  return crossed_column(field, view_of(field.crossed[0]), view_of(field.crossed[1]), rows);
}

void make_columns(Dataset& data) {
  const auto view_of = [&](const std::string& name) -> FieldView {
    const std::size_t f = data.schema.find(name).value();
    const auto row_of = data.row_of(f);
    return {&data.schema.fields[f], &data.columns[f], row_of.empty() ? nullptr : row_of.data()};
  };
  for (std::size_t f = 0; f < data.schema.fields.size(); ++f)
    if (const Field& field = data.schema.fields[f]; field.table == 0 && is_made(field))
      data.columns[f] = made_column(field, view_of, data.rows, data.time);
}

void add_histories(Dataset& data, std::span<const std::uint32_t> train_rows, std::span<const std::string> histories) {
  for (const std::string& history : histories) add_history(data, train_rows, history);
}

void add_day(Dataset& data, bool as_number) {
  if (as_number) return add_day_number(data);
  std::vector<std::int64_t> days;
  days.reserve(data.time.size());
  for (const double time : data.time) days.push_back(std::isfinite(time) ? static_cast<std::int64_t>(day_of(time)) : 0);
  Field field;
  field.name = day_field;
  field.vocabulary = Vocabulary::of_integers(days);
  CategoricalColumn column;
  column.codes.assign(data.rows, 0);
  for (std::size_t row = 0; row < days.size(); ++row)
    if (std::isfinite(data.time[row])) column.codes[row] = field.vocabulary.code(days[row]);
  data.schema.fields.push_back(std::move(field));
  data.columns.emplace_back(std::move(column));
}

}  // namespace interplay
