#include "recommend/histories.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "data/encode/encode_codes.h"
#include "interplay/error.h"
#include "recommend/state.h"

namespace interplay {
namespace {

struct Row {
  std::uint32_t user, item;
  float target;
};

std::size_t field_of(const Dataset& data, Role role) {
  const auto field = data.schema.find(role);
  if (!field || data.schema.fields[*field].table == 0)
    throw Error(Code::unsupported, "the history has no " + std::string(name(role)) + " column",
                "name files of interactions with users and items");
  return *field;
}

// Of every interaction, the row in the model's table of users or items.
std::vector<std::uint32_t> rows_in(const Vocabulary& keys, const Dataset& data, std::size_t field) {
  const std::span<const std::uint32_t> rows = data.row_of(field);
  const Vocabulary& own = data.entities[data.schema.fields[field].table - 1].keys;
  std::vector<std::uint32_t> result(rows.begin(), rows.end());
  if (own == keys) return result;
  const CodeMap map = map_codes(own, keys);
  for (std::uint32_t& row : result) row = map[row];
  return result;
}

// Those of one user: each item once, with its mean target in place of the several that it may have.
void add_user(std::span<const Row> rows, std::vector<HistoryEntry>& entries) {
  double mean = 0;
  for (const Row& row : rows) mean += static_cast<double>(row.target) / static_cast<double>(rows.size());
  for (std::size_t first = 0; first < rows.size();) {
    double sum = 0;
    std::size_t last = first;
    for (; last < rows.size() && rows[last].item == rows[first].item; ++last)
      sum += static_cast<double>(rows[last].target);
    // Within the rounding of the mean, a target is not below it; a missing target is no dislike.
    const bool below = sum / static_cast<double>(last - first) < mean - 1e-9 * std::abs(mean);
    entries.push_back({rows[first].item, !below});
    first = last;
  }
}

}  // namespace

Histories::Histories(const Recommender& recommender, const Dataset& data) {
  const Recommender::State& of = *recommender.state_;
  auto state = std::make_shared<State>();
  state->users = of.users().keys;
  state->items = of.catalogue().keys;
  const auto users = rows_in(state->users, data, field_of(data, Role::user));
  const auto items = rows_in(of.catalogue().keys, data, field_of(data, Role::item));
  const std::span<const float> targets = data.has_target() ? data.target() : std::span<const float>();
  std::vector<Row> rows;
  rows.reserve(data.rows);
  for (std::size_t i = 0; i < data.rows; ++i)
    if (users[i] > 0 && items[i] > 0) rows.push_back({users[i], items[i], targets.empty() ? 0.0f : targets[i]});
  std::ranges::stable_sort(rows, {}, [](const Row& row) { return std::pair(row.user, row.item); });
  state->offsets.push_back(0);
  for (std::size_t first = 0, user = 0; user <= state->users.size(); ++user) {
    std::size_t last = first;
    while (last < rows.size() && rows[last].user == user) ++last;
    add_user(std::span(rows).subspan(first, last - first), state->entries);
    state->offsets.push_back(state->entries.size());
    first = last;
  }
  state_ = std::move(state);
}

std::size_t Histories::size(std::string_view user) const { return state_->of(user).size(); }

std::vector<std::string> Histories::items(std::string_view user) const {
  std::vector<std::string> ids;
  for (const HistoryEntry& entry : state_->of(user)) ids.push_back(state_->items.id(entry.row));
  return ids;
}

}  // namespace interplay
