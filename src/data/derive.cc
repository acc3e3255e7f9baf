#include "data/derive.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "data/text.h"
#include "interplay/error.h"

namespace interplay {
namespace {

constexpr double seconds_of_a_day = 86400;

[[noreturn]] void refuse(const std::string& history, const std::string& found, const std::string& remedy) {
  throw Error(Code::usage, "option 'history' is " + shown(history) + ", and " + found, remedy);
}

std::size_t entity_named(const Dataset& data, const std::string& history, std::string_view wanted) {
  std::string names;
  for (std::size_t table = 0; table < data.entities.size(); ++table) {
    const std::string& key = data.entities[table].name;
    const auto field = data.schema.find(key);
    if (wanted == key || (field && name(data.schema.fields[*field].role) == wanted)) return table;
    names += (names.empty() ? "" : ", ") + key;
  }
  refuse(history, shown(wanted) + " has no table of its own",
         names.empty() ? "the data has no users and items" : "choose one of " + names);
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
  const std::size_t table = entity_named(data, history, history.substr(0, colon));
  const std::size_t of = categories_named(data, history, history.substr(colon + 1));
  Field field;
  field.name = data.entities[table].name + "_" + data.schema.fields[of].name + "_history";
  if (data.schema.find(field.name))
    refuse(history, "there is a field " + shown(field.name) + " already", "ask for it once");
  field.kind = Kind::multi;
  field.table = static_cast<std::uint32_t>(table) + 1;
  field.vocabulary = data.schema.fields[of].vocabulary;
  field.pooling = Pooling::sqrt;
  data.columns.emplace_back(sets_of(data, table, of, train_rows));
  data.schema.fields.push_back(std::move(field));
}

}  // namespace

void add_histories(Dataset& data, std::span<const std::uint32_t> train_rows, std::span<const std::string> histories) {
  for (const std::string& history : histories) add_history(data, train_rows, history);
}

void add_day(Dataset& data) {
  std::vector<std::int64_t> days;
  days.reserve(data.time.size());
  for (const double time : data.time)
    days.push_back(std::isfinite(time) ? static_cast<std::int64_t>(std::floor(time / seconds_of_a_day)) : 0);
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
