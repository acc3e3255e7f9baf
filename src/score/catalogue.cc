#include "score/catalogue.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "base/task_pool.h"
#include "kernels/count_above.h"
#include "score/history_product.h"
#include "score/item_product.h"
#include "score/listed_items.h"

namespace interplay {
namespace {

constexpr float lowest = -std::numeric_limits<float>::infinity();
// Their products with all items stay in the nearer caches.
constexpr std::size_t users_per_task = 24;

// The numbers of others that stand above a relevant item and beside it.
struct Standing {
  std::size_t above = 0, equal = 0;
};

// A relevant item.
struct Relevant {
  float order, gain;
  std::uint32_t item;
};

}  // namespace

struct Catalogue::State {
  std::shared_ptr<const ScoringTables> tables;
  ListedItems items;
  std::optional<ItemProduct> product;
  std::optional<HistoryProduct> history;
  int threads;

  bool by_products() const { return product && product->is_linear(); }
  RankedList rank_scored(RowScorer& scorer, const RankRequest& request) const;
  void rank_block(std::span<const RankRequest> requests, std::span<RankedList> lists) const;
  std::vector<float> orders(RowScorer& scorer, std::span<const std::uint32_t> positions) const;
};

// By the way that is fastest for the model and the number of items. All give the same bits.
std::vector<float> Catalogue::State::orders(RowScorer& scorer, std::span<const std::uint32_t> positions) const {
  std::vector<float> result;
  result.reserve(positions.size());
  constexpr std::size_t share = 8;  // of the catalogue, from which on scoring all of it at once is faster
  if (history && positions.size() > items.size() / share) {
    const std::vector<float> all = history->scores(history->history_of_user(scorer.row().entity_rows[items.user]));
    for (const std::uint32_t position : positions) result.push_back(all[position]);
  } else if (tables->factorization()) {
    for (const std::uint32_t position : positions) result.push_back(items.score(scorer, position).order);
  } else {
    for (const ListedItems::Scored& scored : items.score_batch(scorer, positions)) result.push_back(scored.order);
  }
  return result;
}

// Every item of the list is scored.
RankedList Catalogue::State::rank_scored(RowScorer& scorer, const RankRequest& request) const {
  std::vector<std::uint32_t> positions(request.relevant.begin(), request.relevant.end());
  const auto add = [&](std::uint32_t position) {
    if (!std::ranges::binary_search(request.relevant, position)) positions.push_back(position);
  };
  if (request.candidates) {
    std::ranges::for_each(*request.candidates, add);
  } else {
    auto excluded = request.excluded.begin();
    for (std::uint32_t position = 0; position < items.size(); ++position) {
      while (excluded != request.excluded.end() && *excluded < position) ++excluded;
      if (excluded == request.excluded.end() || *excluded != position) add(position);
    }
  }
  std::vector<float> scores = orders(scorer, positions), gains(request.gains.begin(), request.gains.end());
  gains.resize(positions.size(), 0.0f);
  gains.insert(gains.end(), request.unknown_gains.begin(), request.unknown_gains.end());
  gains.resize(gains.size() + request.unknown_candidates, 0.0f);
  scores.resize(gains.size(), lowest);
  return {scores, gains};
}

namespace {

// Shared by the users of a block, one after the other.
struct CountingWork {
  explicit CountingWork(std::size_t items)
      : exact(items, std::numeric_limits<float>::quiet_NaN()), places(items + kernels::places_beyond) {}

  std::vector<float> exact;  // of every item: its order, or NaN if it is not known
  std::vector<std::uint32_t> places;
};

// The list of one user from the products with all items.
class Counting {
 public:
  // No `margin`: the products are the orders themselves. `products` is changed; `work` is as before when the list is
  // done.
  Counting(const ListedItems& items, RowScorer& scorer, const RankRequest& request, std::span<float> products,
           std::optional<float> margin, CountingWork& work)
      : items_(items), scorer_(scorer), request_(request), products_(products), margin_(margin), work_(work) {}

  RankedList list() {
    std::vector<Relevant> relevant;
    for (std::size_t i = 0; i < request_.relevant.size(); ++i) {
      const std::uint32_t item = request_.relevant[i];
      relevant.push_back({exact_order(item), request_.gains[i], item});
    }
    // By gain within a tie, so that sums of gains do not depend on where items stand.
    std::ranges::sort(relevant, [](const Relevant& a, const Relevant& b) {
      return a.order != b.order ? a.order > b.order : a.gain < b.gain;
    });
    std::vector<float> own;
    for (const Relevant& each : relevant) own.push_back(products_[each.item]);
    // Those that are no others are below everything.
    for (const std::uint32_t item : request_.excluded) products_[item] = lowest;
    for (const std::uint32_t item : request_.relevant) products_[item] = lowest;
    std::size_t others = products_.size() - request_.relevant.size();
    for (const std::uint32_t item : request_.excluded)
      if (!std::ranges::binary_search(request_.relevant, item)) --others;

    std::vector<RankedList::Tie> ties;
    std::vector<float> gains;
    std::size_t before = 0;  // others that have their places
    for (std::size_t first = 0, last = 0; first < relevant.size(); first = last) {
      RankedList::Tie tie;
      for (; last < relevant.size() && relevant[last].order == relevant[first].order; ++last)
        add(relevant[last].gain, tie, gains);
      const Standing standing = count(relevant[first].order, own[first]);
      add_others(standing.above - before, ties);
      tie.rows += standing.equal;
      ties.push_back(tie);
      before = standing.above + standing.equal;
    }
    add_others(others - before, ties);
    RankedList::Tie unknown{.rows = request_.unknown_candidates};
    std::vector<float> unknown_gains(request_.unknown_gains.begin(), request_.unknown_gains.end());
    std::ranges::sort(unknown_gains);
    for (const float gain : unknown_gains) add(gain, unknown, gains);
    if (unknown.rows > 0) ties.push_back(unknown);
    for (const std::uint32_t item : scored_) work_.exact[item] = std::numeric_limits<float>::quiet_NaN();
    return {std::move(ties), std::move(gains)};
  }

 private:
  const ListedItems& items_;
  RowScorer& scorer_;
  const RankRequest& request_;
  std::span<float> products_;
  std::optional<float> margin_;  // two orders that differ by more than this are ordered as the products
  CountingWork& work_;
  std::vector<std::uint32_t> scored_;  // items with an exact order

  static void add(float gain, RankedList::Tie& tie, std::vector<float>& gains) {
    ++tie.rows;
    if (!(gain > 0)) return;
    ++tie.relevant;
    tie.gain += static_cast<double>(gain);
    gains.push_back(gain);
  }

  static void add_others(std::size_t rows, std::vector<RankedList::Tie>& ties) {
    if (rows > 0) ties.push_back({.rows = rows});
  }

  Standing count(float order, float product) {
    const float margin = margin_.value_or(0);
    const float low = std::nextafter(product - margin, lowest), high = std::nextafter(product + margin, -lowest);
    const kernels::Above sure =
        kernels::count_above(products_.data(), products_.size(), low, high, work_.places.data());
    Standing standing{.above = sure.above};
    for (std::size_t i = 0; i < sure.found; ++i) {
      const float exact = exact_order(work_.places[i]);
      standing.above += exact > order ? 1 : 0;
      standing.equal += exact == order ? 1 : 0;
    }
    return standing;
  }

  float exact_order(std::uint32_t item) {
    if (!margin_) return products_[item];
    float& exact = work_.exact[item];
    if (std::isnan(exact)) {
      exact = items_.score(scorer_, item).order;
      scored_.push_back(item);
    }
    return exact;
  }
};

}  // namespace

void Catalogue::State::rank_block(std::span<const RankRequest> requests, std::span<RankedList> lists) const {
  RowScorer scorer(tables);
  const auto set_user = [&](std::size_t i) { items.set_user(scorer, requests[i].user); };
  if (history) {
    CountingWork work(items.size());
    for (std::size_t i = 0; i < requests.size(); ++i) {
      set_user(i);
      if (requests[i].candidates) {
        lists[i] = rank_scored(scorer, requests[i]);
        continue;
      }
      std::vector<float> scores = history->scores(history->history_of_user(scorer.row().entity_rows[items.user]));
      lists[i] = Counting(items, scorer, requests[i], scores, std::nullopt, work).list();
    }
    return;
  }
  std::vector<std::size_t> asked;
  std::vector<float> margins;
  ItemProduct::Scratch sums;
  AlignedArray<float> queries(by_products() ? requests.size() * product->inner() : 0);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    set_user(i);
    std::optional<float> error;
    if (by_products() && !requests[i].candidates)
      error = product->make_query(scorer, {queries.data() + asked.size() * product->inner(), product->inner()}, sums);
    if (!error) {
      lists[i] = rank_scored(scorer, requests[i]);
      continue;
    }
    asked.push_back(i);
    margins.push_back(2 * *error);
  }
  if (asked.empty()) return;
  std::vector<float> products = product->matrix().products(queries.data(), asked.size());
  CountingWork work(items.size());
  for (std::size_t query = 0; query < asked.size(); ++query) {
    set_user(asked[query]);
    const std::span<float> own = std::span(products).subspan(query * items.size(), items.size());
    lists[asked[query]] = Counting(items, scorer, requests[asked[query]], own, margins[query], work).list();
  }
}

Catalogue::Catalogue(const Model& model, int threads) {
  const ItemIndexOptions options{.scoring = {.threads = threads}};
  auto tables = std::make_shared<const ScoringTables>(model, options.scoring);
  ListedItems items(*tables, options.cold_items);
  std::optional<ItemProduct> product = ItemProduct::of(tables, items.item, items.rows, options);
  std::optional<HistoryProduct> history = HistoryProduct::of(*tables, items.rows, options);
  state_ = std::make_shared<const State>(
      State{std::move(tables), std::move(items), std::move(product), std::move(history), threads});
}

std::size_t Catalogue::size() const { return state_->items.size(); }
std::size_t Catalogue::position(std::uint32_t item_row) const { return state_->items.position(item_row); }

std::vector<RankedList> Catalogue::rank(std::span<const RankRequest> requests) const {
  std::vector<RankedList> lists(requests.size());
  const TaskPool pool(state_->threads);
  pool.run((requests.size() + users_per_task - 1) / users_per_task, [&](std::size_t task) {
    const std::size_t first = task * users_per_task, count = std::min(users_per_task, requests.size() - first);
    state_->rank_block(requests.subspan(first, count), std::span(lists).subspan(first, count));
  });
  return lists;
}

}  // namespace interplay
