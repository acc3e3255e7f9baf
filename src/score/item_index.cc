#include "interplay/item_index.h"

#include <algorithm>
#include <iterator>
#include <numeric>

#include "interplay/error.h"
#include "score/history_product.h"
#include "score/item_product.h"
#include "score/listed_items.h"
#include "score/row_scorer.h"

namespace interplay {
namespace {

using Ranked = ItemIndex::Ranked;

// As many products as pay for reading the matrix, and no more memory for their vectors.
constexpr std::size_t users_at_a_time = 256;

// An item with the number that ranks it.
struct Placed {
  float order, prediction;
  std::uint32_t item;
};

// The best of them, equal ones in the order of position.
std::vector<Ranked> best(std::vector<Placed> items, std::size_t count) {
  const auto end = items.begin() + static_cast<std::ptrdiff_t>(std::min(count, items.size()));
  std::partial_sort(items.begin(), end, items.end(), [](const Placed& a, const Placed& b) {
    return a.order != b.order ? a.order > b.order : a.item < b.item;
  });
  std::vector<Ranked> result;
  for (auto placed = items.begin(); placed != end; ++placed) result.push_back({placed->item, placed->prediction});
  return result;
}

}  // namespace

struct ItemIndex::State {
  std::shared_ptr<const ScoringTables> tables;
  ListedItems items;
  std::optional<ItemProduct> product;
  std::optional<HistoryProduct> history;

  const Vocabulary& keys(std::size_t entity) const { return tables->star().entities[entity].keys; }

  // By the model's own arithmetic, one item after the other.
  std::vector<Placed> score_each(RowScorer& scorer, std::span<const std::uint32_t> positions) const {
    std::vector<Placed> placed;
    placed.reserve(positions.size());
    for (const std::uint32_t position : positions) {
      const ListedItems::Scored scored = items.score(scorer, position);
      placed.push_back({scored.order, scored.prediction, position});
    }
    return placed;
  }

  std::vector<Placed> score_batch(RowScorer& scorer, std::span<const std::uint32_t> positions) const {
    const std::vector<ListedItems::Scored> scored = items.score_batch(scorer, positions);
    std::vector<Placed> placed;
    placed.reserve(positions.size());
    for (std::size_t i = 0; i < positions.size(); ++i)
      placed.push_back({scored[i].order, scored[i].prediction, positions[i]});
    return placed;
  }

  std::vector<Ranked> rank(RowScorer& scorer, std::span<const std::uint32_t> positions, std::size_t count,
                           bool each) const {
    std::vector<Placed> placed = each ? score_each(scorer, positions) : score_batch(scorer, positions);
    std::vector<Ranked> ranked = best(std::move(placed), count);
    // After the order is known: calibration ties what it takes to the same probability, and reorders nothing.
    if (const auto& calibration = implementation_of(tables->model()).calibration)
      for (Ranked& one : ranked) one.score = calibration->corrected(one.score);
    return ranked;
  }

  // Every item that the filter admits.
  std::vector<Ranked> rank_all(RowScorer& scorer, std::size_t count, const ItemFilter& filter) const {
    std::vector<std::uint32_t> positions;
    for (std::uint32_t position = 0; position < items.size(); ++position)
      if (filter.admits(position)) positions.push_back(position);
    return rank(scorer, positions, count, tables->factorization().has_value());
  }

  // By the items of a history alone.
  std::vector<Ranked> top_of_history(const HistoryEntries& entries, std::size_t count, const ItemFilter& filter) const {
    const std::vector<float> scores = history->scores(entries);
    std::vector<Placed> placed;
    placed.reserve(scores.size());
    for (std::uint32_t position = 0; position < scores.size(); ++position)
      if (filter.admits(position)) placed.push_back({scores[position], scores[position], position});
    return best(std::move(placed), count);
  }

  std::vector<Ranked> top(RowScorer& scorer, std::size_t count, const ItemFilter& filter) const {
    count = std::min(count, items.size());
    if (count == 0) return {};
    if (history && !scorer.row().described[items.user])
      return top_of_history(history->history_of_user(scorer.row().entity_rows[items.user]), count, filter);
    if (!product) return rank_all(scorer, count, filter);
    if (!product->is_linear()) {
      const auto found =
          product->find_curved(scorer, count, [&](std::uint32_t position) { return filter.admits(position); });
      return found ? rank(scorer, *found, count, true) : rank_all(scorer, count, filter);
    }
    AlignedArray<float> query(product->inner());
    const std::optional<float> error = product->make_query(scorer, {query.data(), query.size()});
    if (!error) return rank_all(scorer, count, filter);
    Candidates candidates(count, 2 * *error);
    product->matrix().scan(query.data(), {&candidates, 1},
                           [&](std::size_t, std::uint32_t position) { return filter.admits(position); });
    return rank(scorer, candidates.take(), count, true);
  }

  std::vector<std::vector<Ranked>> top_of_many(RowScorer& scorer, std::span<const std::string_view> users,
                                               std::size_t count, std::span<const ItemFilter> filters) const;
};

namespace {

const ItemFilter& filter_of(std::span<const ItemFilter> filters, std::size_t user) {
  static const ItemFilter all;
  return filters.empty() ? all : filters.size() == 1 ? filters[0] : filters[user];
}

}  // namespace

// Users who do not share one product take the way of a single user.
std::vector<std::vector<Ranked>> ItemIndex::State::top_of_many(RowScorer& scorer,
                                                               std::span<const std::string_view> users,
                                                               std::size_t count,
                                                               std::span<const ItemFilter> filters) const {
  count = std::min(count, items.size());
  std::vector<std::vector<Ranked>> lists(users.size());
  if (count == 0) return lists;
  std::vector<std::size_t> asked;
  std::vector<std::uint32_t> user_rows;
  std::vector<Candidates> candidates;
  const bool linear = product && product->is_linear();
  AlignedArray<float> queries(linear ? users.size() * product->inner() : 0);
  for (std::size_t u = 0; u < users.size(); ++u) {
    user_rows.push_back(keys(items.user).code(users[u]));
    items.set_user(scorer, user_rows[u]);
    std::optional<float> error;
    if (linear)
      error = product->make_query(scorer, {queries.data() + asked.size() * product->inner(), product->inner()});
    if (!error) {
      lists[u] = top(scorer, count, filter_of(filters, u));
    } else {
      asked.push_back(u);
      candidates.emplace_back(count, 2 * *error);
    }
  }
  if (asked.empty()) return lists;
  product->matrix().scan(queries.data(), candidates, [&](std::size_t query, std::uint32_t position) {
    return filter_of(filters, asked[query]).admits(position);
  });
  for (std::size_t query = 0; query < asked.size(); ++query) {
    items.set_user(scorer, user_rows[asked[query]]);
    lists[asked[query]] = rank(scorer, candidates[query].take(), count, true);
  }
  return lists;
}

ItemIndex::ItemIndex(const Model& model, const ItemIndexOptions& options) {
  auto tables = std::make_shared<const ScoringTables>(model, options.scoring);
  ListedItems items(*tables, options.cold_items, options.besides);
  std::optional<ItemProduct> product = ItemProduct::of(tables, items.item, items.rows, options);
  std::optional<HistoryProduct> history = HistoryProduct::of(*tables, items.rows, options);
  state_ =
      std::make_shared<const State>(State{std::move(tables), std::move(items), std::move(product), std::move(history)});
}

std::size_t ItemIndex::size() const { return state_->items.size(); }

std::string ItemIndex::id(std::uint32_t position) const {
  return state_->keys(state_->items.item).id(state_->items.rows[position]);
}

std::optional<std::uint32_t> ItemIndex::find(std::string_view id) const {
  const std::uint32_t row = state_->keys(state_->items.item).code(id);
  const std::size_t position = row == 0 ? size() : state_->items.position(row);
  if (position == size()) return std::nullopt;
  return static_cast<std::uint32_t>(position);
}

std::vector<Ranked> ItemIndex::top(std::string_view user, std::size_t count, const ItemFilter& filter) const {
  RowScorer scorer(state_->tables);
  state_->items.set_user(scorer, state_->keys(state_->items.user).code(user));
  return state_->top(scorer, count, filter);
}

std::vector<Ranked> ItemIndex::top(std::span<const ScoringSession::NamedValue> values, std::size_t count,
                                   const ItemFilter& filter) const {
  RowScorer scorer(state_->tables);
  state_->tables->encoder().encode(values, scorer.row());
  if (scorer.row().described[state_->items.item])
    throw Error(Code::usage, "attributes of an item are given, and the items are what is listed", "leave them out");
  return state_->top(scorer, count, filter);
}

std::vector<std::vector<Ranked>> ItemIndex::top(std::span<const std::string_view> users, std::size_t count,
                                                std::span<const ItemFilter> filters) const {
  if (filters.size() > 1 && filters.size() != users.size())
    throw Error(Code::usage,
                std::to_string(filters.size()) + " filters are given for " + std::to_string(users.size()) + " users",
                "give one for each user, one for all, or none");
  RowScorer scorer(state_->tables);
  std::vector<std::vector<Ranked>> lists;
  lists.reserve(users.size());
  for (std::size_t first = 0; first < users.size(); first += users_at_a_time) {
    const std::size_t number = std::min(users_at_a_time, users.size() - first);
    std::ranges::move(state_->top_of_many(scorer, users.subspan(first, number), count,
                                          filters.size() > 1 ? filters.subspan(first, number) : filters),
                      std::back_inserter(lists));
  }
  return lists;
}

ScoringSession ItemIndex::session() const { return ScoringSession(state_->tables); }

}  // namespace interplay
