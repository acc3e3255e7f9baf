// Sets: by "user:item" every user gets the set of all items of their training rows, weighted n^-1/2, as field
// user_item_history (Koren 2008, "Factorization meets the neighborhood").
#include <algorithm>
#include <utility>

#include "data/derivation.h"
#include "data/entity_names.h"
#include "data/shown.h"

namespace interplay {
namespace {

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

// For every row of the entity table: the distinct codes of its training rows, ascending.
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
  std::vector<std::uint64_t> offsets(std::size_t{entity.keys.size()} + 2, 0);
  std::vector<std::uint32_t> members;
  for (const auto& [row, code] : pairs) {
    ++offsets[row + std::size_t{1}];
    members.push_back(code);
  }
  for (std::size_t row = 1; row < offsets.size(); ++row) offsets[row] += offsets[row - 1];
  return {std::move(offsets), std::move(members), {}};
}

void fit(Dataset& data, const std::string& history, const DerivationRows& known) {
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
  data.columns.emplace_back(sets_of(data, table, of, known.training));
  data.schema.fields.push_back(std::move(field));
}

}  // namespace

const Derivation& history_definition() {
  static const Derivation definition{
      .name = "history",
      .fit = fit,
      .endings = {"_history"},
      .option = &DataOptions::history,
  };
  return definition;
}

}  // namespace interplay
