#include "score/listed_items.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "interplay/error.h"
#include "score/item_batch.h"

namespace interplay {
namespace {

std::size_t entity_of(const ScoringTables& tables, Role role) {
  const auto entity = tables.entity_of(role);
  if (!entity)
    throw Error(Code::unsupported, "the model has no " + std::string(name(role)) + " field, so it cannot rank items",
                "train on data with users and items");
  return *entity;
}

std::vector<std::uint32_t> listed_rows(const Star& star, const Vocabulary& keys, bool cold,
                                       std::span<const std::string> besides) {
  const std::size_t field = star.schema.find(Role::item).value();
  const auto& codes = std::get<CategoricalColumn>(star.columns[field]).codes;
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row = 1; row < codes.size(); ++row)
    if (cold || codes[row] > 0) rows.push_back(row);
  for (const std::string& id : besides)
    if (const std::uint32_t row = keys.code(id)) rows.push_back(row);
  std::ranges::sort(rows);
  rows.erase(std::ranges::unique(rows).begin(), rows.end());
  return rows;
}

}  // namespace

ListedItems::ListedItems(const ScoringTables& tables, bool cold, std::span<const std::string> besides)
    : user(entity_of(tables, Role::user)),
      item(entity_of(tables, Role::item)),
      rows(listed_rows(tables.star(), tables.star().entities[item].keys, cold, besides)),
      by_score(tables.members() == 1 && tables.plan().objective().loss->target() != TargetKind::levels) {}

std::size_t ListedItems::position(std::uint32_t row) const {
  const auto found = std::ranges::lower_bound(rows, row);
  return found == rows.end() || *found != row ? size() : static_cast<std::size_t>(found - rows.begin());
}

void ListedItems::set_user(RowScorer& scorer, std::uint32_t row) const {
  const RowEncoder& encoder = scorer.shared()->encoder();
  encoder.clear(scorer.row());
  scorer.row().entity_rows[user] = row;
  encoder.make(scorer.row());
}

ListedItems::Scored ListedItems::score(RowScorer& scorer, std::size_t position) const {
  const RowEncoder& encoder = scorer.shared()->encoder();
  scorer.row().entity_rows[item] = rows[position];
  if (encoder.makes_columns()) encoder.make(scorer.row());
  const float score = scorer.score()[0], prediction = scorer.listed_prediction();
  const Scored scored{by_score ? score : prediction, prediction};
  require_finite(*scorer.shared(), position, scored);
  return scored;
}

std::vector<ListedItems::Scored> ListedItems::score_batch(RowScorer& scorer,
                                                          std::span<const std::uint32_t> positions) const {
  std::vector<std::uint32_t> of_table;
  of_table.reserve(positions.size());
  for (const std::uint32_t position : positions) of_table.push_back(rows[position]);
  const ItemScores scores = score_items(*scorer.shared(), scorer.row(), item, of_table);
  std::vector<Scored> scored;
  scored.reserve(positions.size());
  for (std::size_t i = 0; i < positions.size(); ++i) {
    scored.push_back({by_score ? scores.scores[i] : scores.predictions[i], scores.predictions[i]});
    require_finite(*scorer.shared(), positions[i], scored.back());
  }
  return scored;
}

void ListedItems::require_finite(const ScoringTables& tables, std::size_t position, const Scored& scored) const {
  if (std::isfinite(scored.order) && std::isfinite(scored.prediction)) return;
  throw Error(Code::bad_model,
              "the score of item '" + tables.star().entities[item].keys.id(rows[position]) + "' is not a finite number",
              "train the model again: its parameters are damaged");
}

}  // namespace interplay
