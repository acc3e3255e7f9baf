// Sets: by "user:item" every user gets the set of all items of their training rows, weighted n^-1/2, as field
// user_item_history (Koren 2008, "Factorization meets the neighborhood"); by "user:item:weighted" each item with the
// sum of the weights of its rows.
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

constexpr std::string_view weighted_suffix = ":weighted";

// A member of a set.
struct Member {
  std::uint32_t row, code;
  double weight;
};

// For every row of the entity table: the distinct codes of its training rows, ascending; `weighted`: with the weights
// of these rows, if they are not all 1.
MultiColumn sets_of(const Dataset& data, std::size_t table, std::size_t field,
                    std::span<const std::uint32_t> train_rows, bool weighted) {
  const Entity& entity = data.entities[table];
  const auto& codes = std::get<CategoricalColumn>(data.columns[field]).codes;
  const auto row_of = data.row_of(field);
  const auto row_weight = data.weight();
  std::vector<Member> members;
  members.reserve(train_rows.size());
  for (const std::uint32_t row : train_rows) {
    const std::uint32_t code = codes[row_of.empty() ? row : row_of[row]];
    const double weight = row_weight.empty() ? 1 : static_cast<double>(row_weight[row]);
    if (entity.row_of[row] != 0 && code != 0) members.push_back({entity.row_of[row], code, weight});
  }
  const auto same = [](const Member& a, const Member& b) { return a.row == b.row && a.code == b.code; };
  std::ranges::stable_sort(
      members, [](const Member& a, const Member& b) { return a.row != b.row ? a.row < b.row : a.code < b.code; });
  std::vector<std::uint64_t> offsets(std::size_t{entity.keys.size()} + 2, 0);
  std::vector<std::uint32_t> distinct;
  std::vector<float> weights;
  for (std::size_t first = 0, last = 0; first < members.size(); first = last) {
    double weight = 0;
    while (last < members.size() && same(members[first], members[last])) weight += members[last++].weight;
    ++offsets[members[first].row + std::size_t{1}];
    distinct.push_back(members[first].code);
    weights.push_back(static_cast<float>(weight));
  }
  for (std::size_t row = 1; row < offsets.size(); ++row) offsets[row] += offsets[row - 1];
  if (!weighted || std::ranges::all_of(weights, [](float w) { return w == 1; })) weights.clear();
  return {std::move(offsets), std::move(distinct), std::move(weights)};
}

void fit_history(Dataset& data, const std::string& history, const DerivationRows& known) {
  const bool weighted = history.ends_with(weighted_suffix);
  const std::size_t end = history.size() - (weighted ? weighted_suffix.size() : 0);
  const std::size_t colon = history.substr(0, end).find(':');
  if (colon == std::string::npos) refuse(history, "a colon is missing", "give ENTITY:FIELD, such as user:item");
  const std::size_t table = entity_named(data, "history", history, history.substr(0, colon));
  const std::size_t of = categories_named(data, history, history.substr(colon + 1, end - colon - 1));
  Field field;
  field.name = data.entities[table].name + "_" + data.schema.fields[of].name + "_history";
  refuse_repeated(data, "history", history, field.name);
  field.kind = Kind::multi;
  field.table = static_cast<std::uint32_t>(table) + 1;
  field.vocabulary = data.schema.fields[of].vocabulary;
  field.pooling = weighted ? Pooling::sum : Pooling::sqrt;
  data.columns.emplace_back(sets_of(data, table, of, known.training, weighted));
  data.schema.fields.push_back(std::move(field));
}

}  // namespace

const Derivation& history_definition() {
  static const Derivation definition{
      .name = "history",
      .fit = fit_history,
      .endings = {"_history"},
      .option = &DataOptions::history,
  };
  return definition;
}

}  // namespace interplay
