// Why an item is on a list: the terms of its score that the item brings, and what its user had before.
#include <algorithm>
#include <numeric>
#include <set>

#include "interplay/error.h"
#include "interplay/explain.h"
#include "recommend/histories.h"
#include "recommend/state.h"

namespace interplay {
namespace {

using Entry = Explanation::Entry;

// Names of the fields that belong to an entity.
std::set<std::string, std::less<>> fields_of(const Schema& schema, std::uint32_t table) {
  std::set<std::string, std::less<>> names;
  for (const Field& field : schema.fields)
    if (field.table == table) names.insert(field.name);
  return names;
}

// What is the same for all items orders none of them.
bool depends_on_item(const Entry& entry, const std::set<std::string, std::less<>>& item_fields) {
  if (entry.kind == "column") return true;
  return std::ranges::any_of(entry.fields, [&](const std::string& field) { return item_fields.contains(field); });
}

std::vector<Reasons::Term> strongest_terms(const Explanation& explanation, const Schema& schema, std::uint32_t table,
                                           std::size_t count) {
  const auto item_fields = fields_of(schema, table);
  std::vector<Reasons::Term> terms;
  for (const Entry& entry : explanation.entries)
    if (entry.contribution > 0 && depends_on_item(entry, item_fields))
      terms.push_back({entry.name, entry.contribution});
  std::ranges::stable_sort(terms, [](const auto& a, const auto& b) { return a.contribution > b.contribution; });
  terms.resize(std::min(terms.size(), count));
  return terms;
}

}  // namespace

Reasons Recommender::reasons(std::string_view user, std::string_view item, std::size_t count,
                             const Histories* history) const {
  const State& state = *state_;
  const Schema& schema = state.model.star().schema;
  const std::pair<std::string, std::string> row[] = {{schema.fields[state.user_field].name, std::string(user)},
                                                     {schema.fields[state.item_field].name, std::string(item)}};
  Reasons result;
  result.terms = strongest_terms(explain(state.model, encode_row(state.model.star(), row), 0), schema,
                                 schema.fields[state.item_field].table, count);
  const auto self = position_in(state.item_rows, state.catalogue().keys.code(item));
  if (history == nullptr || !self || !EntityVectors::exist(state.model, state.item_entity())) return result;

  std::vector<std::uint32_t> positions = {*self};
  for (const HistoryEntry& entry : history->state_->of(user))
    if (const auto position = position_in(state.item_rows, entry.row); position && entry.liked && *position != *self)
      positions.push_back(*position);
  const Neighbors& neighbors = state.similar_items(Similarity::cosine);
  const std::vector<float> directions = neighbors.directions(positions);
  const std::size_t size = neighbors.direction_size();
  std::vector<std::pair<float, std::uint32_t>> near;  // cosines and positions
  for (std::size_t i = 1; i < positions.size(); ++i) {
    const auto cosine = static_cast<float>(
        std::inner_product(directions.begin(), directions.begin() + static_cast<std::ptrdiff_t>(size),
                           directions.begin() + static_cast<std::ptrdiff_t>(i * size), 0.0));
    if (cosine > 0) near.emplace_back(cosine, positions[i]);
  }
  std::ranges::sort(
      near, [](const auto& a, const auto& b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
  near.resize(std::min(near.size(), count));
  for (const auto& [cosine, position] : near) {
    const std::uint32_t at = state.item_rows[position];
    result.history.push_back({state.catalogue().keys.id(at), state.titles.of(at), cosine});
  }
  return result;
}

}  // namespace interplay
