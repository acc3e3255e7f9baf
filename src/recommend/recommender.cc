#include "interplay/recommend.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>

#include "data/encode/new_entities.h"
#include "data/shown.h"
#include "data/text/cells.h"
#include "data/text/numbers.h"
#include "interplay/error.h"
#include "interplay/item_index.h"
#include "interplay/newcomers.h"
#include "recommend/item_neighbors.h"
#include "recommend/titles.h"

namespace interplay {

struct Recommender::State {
  Model model;
  std::size_t user_field, item_field;    // of the schema
  std::vector<std::uint32_t> item_rows;  // rows of the items' table that are listed
  std::vector<std::string> new_items;    // of them: those that were not seen in training
  Titles titles;                         // refers to the model

  std::size_t item_entity() const { return model.star().schema.fields[item_field].table - 1; }
  std::size_t user_entity() const { return model.star().schema.fields[user_field].table - 1; }
  const Entity& users() const { return model.star().entities[user_entity()]; }
  const Entity& catalogue() const { return model.star().entities[item_entity()]; }
  Scored scored(std::uint32_t row, float score) const { return {catalogue().keys.id(row), score, titles.of(row)}; }

  // Data for answers is built when the first answer of its kind is requested.
  const ItemIndex& index() const {
    std::call_once(index_once_, [&] { index_.emplace(model, ItemIndexOptions{.besides = new_items}); });
    return *index_;
  }
  const ItemNeighbors& neighbors() const {
    std::call_once(neighbors_once_, [&] { neighbors_.emplace(model, item_entity(), item_rows); });
    return *neighbors_;
  }

  mutable std::once_flag index_once_{}, neighbors_once_{};
  mutable std::optional<ItemIndex> index_{};
  mutable std::optional<ItemNeighbors> neighbors_{};
};

namespace {

std::size_t id_field(const Schema& schema, Role role) {
  const auto field = schema.find(role);
  if (!field || schema.fields[*field].table == 0)
    throw Error(Code::unsupported, "the model has no " + std::string(name(role)) + " field, so it cannot rank items",
                "train on data with users and items");
  return *field;
}

std::span<const std::uint32_t> codes_of(const Star& star, std::size_t field) {
  return std::get<CategoricalColumn>(star.columns[field]).codes;
}

[[noreturn]] void unknown(const Model& model, Role role, std::string_view id) {
  const std::vector<std::string> known = attributes(model, role);
  throw Error(Code::not_found, std::string(name(role)) + " " + shown(id) + " was not seen in training",
              known.empty() || role == Role::item
                  ? "name one that was; interplay describe shows how many there are"
                  : "give what is known of a new one: " + listed(known) +
                        " (--attributes, or --join FILE:" + std::string(name(role)) + ")");
}

// For every position of the index: whether it is not excluded.
void exclude_from(std::span<std::uint64_t> bits, const ItemIndex& index, std::span<const std::string> excluded) {
  for (const std::string& id : excluded)
    if (const auto position = index.find(id)) bits[*position / 64] &= ~(std::uint64_t{1} << *position % 64);
}

}  // namespace

Recommender::Recommender(Model model, const RecommenderOptions& options) {
  const Star& star = model.star();
  const std::size_t user = id_field(star.schema, Role::user), item = id_field(star.schema, Role::item);
  std::vector<std::uint32_t> rows;
  const std::span<const std::uint32_t> codes = codes_of(star, item);
  for (std::uint32_t row = 1; row < codes.size(); ++row)
    if (codes[row] > 0) rows.push_back(row);
  const Vocabulary& keys = star.entities[star.schema.fields[item].table - 1].keys;
  std::vector<std::string> besides;
  for (const std::string& id : options.new_items)
    if (const std::uint32_t row = keys.code(id); row > 0 && codes[row] == 0) {
      rows.push_back(row);
      besides.push_back(id);
    }
  std::ranges::sort(rows);
  rows.erase(std::ranges::unique(rows).begin(), rows.end());
  Titles titles(star, star.schema.fields[item].table);
  state_ = std::make_shared<const State>(std::move(model), user, item, std::move(rows), std::move(besides), titles);
}

std::vector<Scored> Recommender::recommend(std::string_view user, std::size_t count,
                                           std::span<const std::string> exclude) const {
  const std::string users[] = {std::string(user)};
  const std::vector<std::string> excluded[] = {{exclude.begin(), exclude.end()}};
  return recommend(users, count, excluded).front();
}

std::vector<std::vector<Scored>> Recommender::recommend(std::span<const std::string> users, std::size_t count,
                                                        std::span<const std::vector<std::string>> exclude) const {
  for (const std::string& user : users)
    if (state_->users().keys.code(user) == 0) unknown(state_->model, Role::user, user);

  const ItemIndex& index = state_->index();
  const std::size_t words = (index.size() + 63) / 64;
  std::vector<std::uint64_t> allowed(words * exclude.size(), ~std::uint64_t{0});
  std::vector<ItemFilter> filters;
  for (std::size_t i = 0; i < exclude.size(); ++i) {
    const std::span<std::uint64_t> bits(allowed.data() + words * i, words);
    exclude_from(bits, index, exclude[i]);
    filters.push_back({.allowed = bits});
  }
  std::vector<std::vector<Scored>> lists;
  const std::vector<std::string_view> names(users.begin(), users.end());
  for (const auto& ranking : index.top(names, count, filters)) {
    lists.emplace_back();
    for (const ItemIndex::Ranked& ranked : ranking)
      lists.back().push_back(state_->scored(state_->item_rows[ranked.item], ranked.score));
  }
  return lists;
}

std::vector<Scored> Recommender::recommend(NamedValues values, std::size_t count,
                                           std::span<const std::string> exclude) const {
  const Star& star = state_->model.star();
  const std::string& key = state_->users().name;
  bool described = false;
  std::string user;
  for (const auto& [column, value] : values) {
    const auto field = star.schema.find(trimmed(column));
    described = described || (field && star.schema.fields[*field].table - 1 == state_->user_entity() &&
                              is_attribute(star, star.schema.fields[*field]) && !is_missing(trimmed(value)));
    if (trimmed(column) == key || trimmed(column) == name(Role::user)) user = value;
  }
  const ItemIndex& index = state_->index();
  std::vector<std::uint64_t> allowed((index.size() + 63) / 64, ~std::uint64_t{0});
  exclude_from(allowed, index, exclude);
  const std::vector<ScoringSession::NamedValue> views(values.begin(), values.end());
  const std::vector<ItemIndex::Ranked> ranking = index.top(views, count, {.allowed = allowed});  // refuses wrong names
  if (!described && user.empty())
    throw Error(Code::usage, "neither a user nor an attribute of one is given",
                "name a user, or what is known of a new one");
  if (!described && state_->users().keys.code(user) == 0) unknown(state_->model, Role::user, user);
  std::vector<Scored> list;
  for (const ItemIndex::Ranked& ranked : ranking)
    list.push_back(state_->scored(state_->item_rows[ranked.item], ranked.score));
  return list;
}

std::vector<std::string> Recommender::users() const {
  const std::span<const std::uint32_t> codes = codes_of(state_->model.star(), state_->user_field);
  std::vector<std::string> ids;
  for (std::uint32_t row = 1; row < codes.size(); ++row)
    if (codes[row] > 0) ids.push_back(state_->users().keys.id(row));
  return ids;
}

bool Recommender::cold(std::string_view user) const {
  return codes_of(state_->model.star(), state_->user_field)[state_->users().keys.code(user)] == 0;
}

std::string Recommender::find_item(std::string_view text) const {
  const Vocabulary& keys = state_->catalogue().keys;
  if (const std::uint32_t row = keys.code(text); row > 0 && std::ranges::binary_search(state_->item_rows, row))
    return std::string(text);
  const std::vector<std::uint32_t> rows = state_->titles.rows_of(text, state_->item_rows);
  if (rows.size() == 1) return keys.id(rows.front());
  std::string list;
  for (const std::uint32_t row : rows) list += (list.empty() ? "" : ", ") + keys.id(row);
  if (rows.size() > 1)
    throw Error(Code::usage, "'" + std::string(text) + "' is the title of the items " + list, "name one by its id");
  for (const std::string& title : state_->titles.like(text, state_->item_rows, 5))
    list += (list.empty() ? "'" : ", '") + title + "'";
  if (!state_->titles.known()) unknown(state_->model, Role::item, text);
  throw Error(
      Code::not_found, "item '" + std::string(text) + "' was not seen in training, neither as an id nor as a title",
      list.empty() ? "no title is like it; name one that interplay recommend lists" : "titles like it are " + list);
}

std::string Recommender::title(std::string_view item) const {
  return state_->titles.of(state_->catalogue().keys.code(item));
}

std::vector<Scored> Recommender::similar(std::string_view item, std::size_t count) const {
  const std::uint32_t wanted = state_->catalogue().keys.code(item);
  const auto found = std::ranges::lower_bound(state_->item_rows, wanted);
  if (wanted == 0 || found == state_->item_rows.end() || *found != wanted) unknown(state_->model, Role::item, item);
  const auto self = static_cast<std::uint32_t>(found - state_->item_rows.begin());
  std::vector<Scored> result;
  for (const ItemNeighbors::Neighbor& neighbor : state_->neighbors().nearest(self, count))
    result.push_back(state_->scored(state_->item_rows[neighbor.position], neighbor.cosine));
  return result;
}

}  // namespace interplay
