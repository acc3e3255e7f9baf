#include "workflow/ranking/first_items.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/task_pool.h"
#include "data/encode/encode_codes.h"
#include "interplay/item_index.h"
#include "recommend/entity_vectors.h"

namespace interplay {
namespace {

constexpr std::size_t users_at_a_time = 128;

using Bits = std::vector<std::uint64_t>;

void set(Bits& bits, std::uint32_t position, bool value) {
  const std::uint64_t bit = std::uint64_t{1} << position % 64;
  bits[position / 64] = value ? bits[position / 64] | bit : bits[position / 64] & ~bit;
}

// The items that a list is made of; relevant ones in any case.
Bits allowed(const RankRequest& request, std::size_t items) {
  Bits bits((items + 63) / 64, request.candidates ? 0 : ~std::uint64_t{0});
  if (request.candidates) {
    for (const std::uint32_t item : *request.candidates) set(bits, item, true);
  } else {
    for (const std::uint32_t item : request.excluded) set(bits, item, false);
  }
  for (const std::uint32_t item : request.relevant) set(bits, item, true);
  return bits;
}

std::uint32_t items_entity(const Star& star) { return star.schema.fields[*star.schema.find(Role::item)].table - 1; }

}  // namespace

std::vector<std::vector<std::uint32_t>> first_items(const Model& model, const UserLists& users, std::size_t items,
                                                    std::size_t count, int threads) {
  const ItemIndex index(model, {.scoring = {.threads = threads}});
  const std::vector<RankRequest> requests = users.requests();
  std::vector<std::vector<std::uint32_t>> first(requests.size());
  const TaskPool pool(threads);
  pool.run((requests.size() + users_at_a_time - 1) / users_at_a_time, [&](std::size_t task) {
    const std::size_t begin = task * users_at_a_time, size = std::min(users_at_a_time, requests.size() - begin);
    std::vector<std::string> ids;
    std::vector<Bits> bits;
    for (std::size_t i = begin; i < begin + size; ++i) {
      ids.push_back(users.id(i));
      bits.push_back(allowed(requests[i], items));
    }
    std::vector<ItemFilter> filters;
    for (const Bits& each : bits) filters.push_back({.allowed = each});
    const std::vector<std::string_view> names(ids.begin(), ids.end());
    const auto rankings = index.top(names, std::min(count, items), filters);
    for (std::size_t i = 0; i < size; ++i)
      for (const ItemIndex::Ranked& ranked : rankings[i]) first[begin + i].push_back(ranked.item);
  });
  return first;
}

void count_holders(const Catalogue& catalogue, const Star& star, std::span<const PairRows> seen, FirstItems& first) {
  // Users of all parts by their ids, as the parts may be of different files.
  std::unordered_map<std::string, std::uint32_t> numbers;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;  // position, user
  for (const PairRows& rows : seen) {
    constexpr std::uint32_t unmet = std::numeric_limits<std::uint32_t>::max();
    std::vector<std::uint32_t> number(std::size_t{rows.ids.users.size()} + 1, unmet);
    const CodeMap keys = map_codes(rows.ids.items, star.entities[items_entity(star)].keys);
    for (const std::uint32_t row : rows.rows) {
      const std::uint32_t user = rows.ids.user[row], key = keys[rows.ids.item[row]];
      if (user == 0 || rows.ids.item[row] == 0) continue;
      if (number[user] == unmet)
        number[user] =
            numbers.emplace(rows.ids.users.id(user), static_cast<std::uint32_t>(numbers.size())).first->second;
      if (const std::size_t position = key == 0 ? first.items : catalogue.position(key); position < first.items)
        pairs.emplace_back(static_cast<std::uint32_t>(position), number[user]);
    }
  }
  std::ranges::sort(pairs);
  pairs.erase(std::ranges::unique(pairs).begin(), pairs.end());
  first.training_users = numbers.size();
  first.holders.assign(first.items, 0);
  for (const auto& [position, user] : pairs) ++first.holders[position];
}

void add_vectors(const Model& model, const Catalogue& catalogue, FirstItems& first) {
  const Star& star = model.star();
  const std::uint32_t entity = items_entity(star);
  const EntityVectors vectors(model, entity);
  std::vector<std::uint32_t> rows(first.items);
  for (std::uint32_t row = 1; row <= star.entities[entity].keys.size(); ++row)
    if (const std::size_t position = catalogue.position(row); position < first.items) rows[position] = row;
  const std::size_t columns = vectors.columns(), members = vectors.members();
  first.columns = columns * members;
  first.vectors.assign(first.items * first.columns, 0.0);
  vectors.each_member(rows, [&](std::size_t member, const std::vector<double>& all) {
    for (std::size_t i = 0; i < first.items; ++i) {
      const double* vector = all.data() + i * columns;
      const double square = std::inner_product(vector, vector + columns, vector, 0.0);
      if (!(square > 0)) continue;  // alike to nothing
      const double scale = 1 / std::sqrt(square * static_cast<double>(members));
      for (std::size_t k = 0; k < columns; ++k)
        first.vectors[i * first.columns + member * columns + k] = vector[k] * scale;
    }
  });
}

}  // namespace interplay
