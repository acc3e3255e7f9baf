#include "recommend/state.h"

#include <algorithm>

#include "recommend/diverse.h"

namespace interplay {
namespace {

using Ranked = ItemIndex::Ranked;

double mean_score(std::span<const Scored> items) {
  double sum = 0;
  for (const Scored& item : items) sum += static_cast<double>(item.score);
  return items.empty() ? 0 : sum / static_cast<double>(items.size());
}

}  // namespace

std::optional<std::uint32_t> position_in(const std::vector<std::uint32_t>& rows, std::uint32_t row) {
  const auto found = std::ranges::lower_bound(rows, row);
  if (found == rows.end() || *found != row) return std::nullopt;
  return static_cast<std::uint32_t>(found - rows.begin());
}

UserList Recommender::State::list(std::span<const Ranked> ranking) const {
  UserList result;
  result.items.reserve(ranking.size());
  for (const Ranked& ranked : ranking) result.items.push_back(scored(item_rows[ranked.item], ranked.score));
  return result;
}

UserList Recommender::State::diverse_list(std::span<const Ranked> ranking, std::size_t count, double weight) const {
  std::vector<std::uint32_t> positions;
  std::vector<float> scores;
  for (const Ranked& ranked : ranking) {
    positions.push_back(ranked.item);
    scores.push_back(ranked.score);
  }
  const std::vector<float> directions = similar_items(Similarity::cosine).directions(positions);
  std::vector<Ranked> chosen;
  for (const std::size_t i : diverse(scores, directions, count, weight)) chosen.push_back(ranking[i]);
  const UserList best = list(ranking.first(chosen.size()));
  UserList result = list(chosen);
  result.mean_score_lost = mean_score(best.items) - mean_score(result.items);
  return result;
}

}  // namespace interplay
