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

// What a list is made in; a session keeps it from one list to the next.
struct Scratch {
  AlignedArray<float> query{};
  ItemProduct::Scratch sums{};
  Candidates candidates{1, 0};
  std::vector<std::uint32_t> positions{};
  std::vector<Placed> placed{};
  std::vector<Ranked> ranked{};

  // Into `ranked`: the best of `placed`, equal ones in the order of position.
  void rank_best(std::size_t count) {
    const auto end = placed.begin() + static_cast<std::ptrdiff_t>(std::min(count, placed.size()));
    std::partial_sort(placed.begin(), end, placed.end(), [](const Placed& a, const Placed& b) {
      return a.order != b.order ? a.order > b.order : a.item < b.item;
    });
    ranked.clear();
    for (auto one = placed.begin(); one != end; ++one) ranked.push_back({one->item, one->prediction});
  }
};

}  // namespace

struct ItemIndex::State {
  std::shared_ptr<const ScoringTables> tables;
  ListedItems items;
  std::optional<ItemProduct> product;
  std::optional<HistoryProduct> history;

  const Vocabulary& keys(std::size_t entity) const { return tables->star().entities[entity].keys; }

  // The items of scratch.positions by the model's own arithmetic, one after the other ...
  void score_each(RowScorer& scorer, Scratch& scratch) const {
    for (const std::uint32_t position : scratch.positions) {
      const ListedItems::Scored scored = items.score(scorer, position);
      scratch.placed.push_back({scored.order, scored.prediction, position});
    }
  }

  // ... or at once.
  void score_batch(RowScorer& scorer, Scratch& scratch) const {
    const std::vector<ListedItems::Scored> scored = items.score_batch(scorer, scratch.positions);
    for (std::size_t i = 0; i < scored.size(); ++i)
      scratch.placed.push_back({scored[i].order, scored[i].prediction, scratch.positions[i]});
  }

  void rank(RowScorer& scorer, Scratch& scratch, std::size_t count, bool each) const {
    scratch.placed.clear();
    each ? score_each(scorer, scratch) : score_batch(scorer, scratch);
    scratch.rank_best(count);
    // After the order is known: calibration ties what it takes to the same probability, and reorders nothing.
    if (const auto& calibration = implementation_of(tables->model()).calibration)
      for (Ranked& one : scratch.ranked) one.score = calibration->corrected(one.score);
  }

  // Every item that the filter admits.
  void rank_all(RowScorer& scorer, Scratch& scratch, std::size_t count, const ItemFilter& filter) const {
    scratch.positions.clear();
    for (std::uint32_t position = 0; position < items.size(); ++position)
      if (filter.admits(position)) scratch.positions.push_back(position);
    rank(scorer, scratch, count, tables->factorization().has_value());
  }

  // By the items of a history alone.
  void rank_by_history(const HistoryEntries& entries, Scratch& scratch, std::size_t count,
                       const ItemFilter& filter) const {
    const std::vector<float> scores = history->scores(entries);
    scratch.placed.clear();
    for (std::uint32_t position = 0; position < scores.size(); ++position)
      if (filter.admits(position)) scratch.placed.push_back({scores[position], scores[position], position});
    scratch.rank_best(count);
  }

  // The list of the scorer's row: scratch.ranked.
  const std::vector<Ranked>& top(RowScorer& scorer, Scratch& scratch, std::size_t count,
                                 const ItemFilter& filter) const {
    count = std::min(count, items.size());
    scratch.ranked.clear();
    if (count == 0) return scratch.ranked;
    if (history && !scorer.row().described[items.user])
      rank_by_history(history->history_of_user(scorer.row().entity_rows[items.user]), scratch, count, filter);
    else if (!product)
      rank_all(scorer, scratch, count, filter);
    else if (!product->is_linear())
      rank_curved(scorer, scratch, count, filter);
    else
      rank_linear(scorer, scratch, count, filter);
    return scratch.ranked;
  }

  void rank_curved(RowScorer& scorer, Scratch& scratch, std::size_t count, const ItemFilter& filter) const {
    auto found = product->find_curved(scorer, count, [&](std::uint32_t position) { return filter.admits(position); });
    if (!found) return rank_all(scorer, scratch, count, filter);
    scratch.positions = *std::move(found);
    rank(scorer, scratch, count, true);
  }

  void rank_linear(RowScorer& scorer, Scratch& scratch, std::size_t count, const ItemFilter& filter) const {
    if (scratch.query.size() == 0) scratch.query = AlignedArray<float>(product->inner());
    const std::optional<float> error =
        product->make_query(scorer, {scratch.query.data(), scratch.query.size()}, scratch.sums);
    if (!error) return rank_all(scorer, scratch, count, filter);
    scratch.candidates.restart(count, 2 * *error);
    product->matrix().scan(scratch.query.data(), {&scratch.candidates, 1},
                           [&](std::size_t, std::uint32_t position) { return filter.admits(position); });
    scratch.candidates.take(scratch.positions);
    rank(scorer, scratch, count, true);
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
  Scratch scratch;
  AlignedArray<float> queries(linear ? users.size() * product->inner() : 0);
  for (std::size_t u = 0; u < users.size(); ++u) {
    user_rows.push_back(keys(items.user).code(users[u]));
    items.set_user(scorer, user_rows[u]);
    std::optional<float> error;
    if (linear)
      error = product->make_query(scorer, {queries.data() + asked.size() * product->inner(), product->inner()},
                                  scratch.sums);
    if (!error) {
      lists[u] = top(scorer, scratch, count, filter_of(filters, u));
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
    candidates[query].take(scratch.positions);
    rank(scorer, scratch, count, true);
    lists[asked[query]] = scratch.ranked;
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
  ListingSession session(*this);
  const std::span<const Ranked> list = session.top(user, count, filter);
  return {list.begin(), list.end()};
}

std::vector<Ranked> ItemIndex::top(std::span<const ScoringSession::NamedValue> values, std::size_t count,
                                   const ItemFilter& filter) const {
  ListingSession session(*this);
  const std::span<const Ranked> list = session.top(values, count, filter);
  return {list.begin(), list.end()};
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

struct ListingSession::Memory {
  explicit Memory(std::shared_ptr<const ItemIndex::State> of) : state(std::move(of)), scorer(state->tables) {}

  std::shared_ptr<const ItemIndex::State> state;
  RowScorer scorer;
  Scratch scratch{};
};

ListingSession::ListingSession(const ItemIndex& index) : memory_(std::make_unique<Memory>(index.state_)) {}
ListingSession::ListingSession(ListingSession&&) noexcept = default;
ListingSession& ListingSession::operator=(ListingSession&&) noexcept = default;
ListingSession::~ListingSession() = default;

std::span<const Ranked> ListingSession::top(std::string_view user, std::size_t count, const ItemFilter& filter) {
  const ItemIndex::State& state = *memory_->state;
  state.items.set_user(memory_->scorer, state.keys(state.items.user).code(user));
  return state.top(memory_->scorer, memory_->scratch, count, filter);
}

std::span<const Ranked> ListingSession::top(std::span<const ScoringSession::NamedValue> values, std::size_t count,
                                            const ItemFilter& filter) {
  const ItemIndex::State& state = *memory_->state;
  RowScorer& scorer = memory_->scorer;
  state.tables->encoder().encode(values, scorer.row());
  if (scorer.row().described[state.items.item])
    throw Error(Code::usage, "attributes of an item are given, and the items are what is listed", "leave them out");
  return state.top(scorer, memory_->scratch, count, filter);
}

}  // namespace interplay
