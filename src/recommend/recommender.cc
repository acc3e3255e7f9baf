#include "interplay/recommend.h"

#include <algorithm>
#include <utility>

#include "base/task_pool.h"
#include "data/encode/new_entities.h"
#include "data/shown.h"
#include "data/text/cells.h"
#include "data/text/numbers.h"
#include "interplay/error.h"
#include "interplay/newcomers.h"
#include "interplay/options.h"
#include "interplay/text.h"
#include "model/implementation.h"
#include "recommend/diverse.h"
#include "recommend/histories.h"
#include "recommend/item_rules.h"
#include "recommend/item_weights_neighbors.h"
#include "recommend/state.h"

namespace interplay {

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

// Rows of the field's table whose id was seen in training.
std::vector<std::uint32_t> rows_seen(const Star& star, std::size_t field) {
  std::vector<std::uint32_t> rows;
  const std::span<const std::uint32_t> codes = codes_of(star, field);
  for (std::uint32_t row = 1; row < codes.size(); ++row)
    if (codes[row] > 0) rows.push_back(row);
  return rows;
}

// Whether scores depend on who the user is; otherwise anybody can have a list.
bool reads_users(const Model& model, std::size_t user_field) {
  const ModelPlan& plan = *implementation_of(model).plan;
  const Schema& schema = model.schema();
  const std::vector<std::size_t> inputs = schema.inputs();
  for (std::size_t t = 0; t < plan.terms().size(); ++t)
    for (const std::size_t input : plan.inputs_of(t))
      if (const Field& field = schema.fields[inputs[input]];
          field.table == 0 || field.table == schema.fields[user_field].table)
        return true;
  return false;
}

[[noreturn]] void unknown(const Model& model, Role role, std::string_view id) {
  const std::vector<std::string> known = attributes(model, role);
  throw Error(Code::not_found, std::string(name(role)) + " " + shown(id) + " was not seen in training",
              known.empty() || role == Role::item
                  ? "name one that was; interplay describe shows how many there are"
                  : "give what is known of a new one: " + listed(known) +
                        " (--attributes, or --join FILE:" + std::string(name(role)) + ")");
}

// Whether the values have an attribute of an entity of the table.
bool describe(const Star& star, std::size_t table, NamedValues values) {
  return std::ranges::any_of(values, [&](const auto& each) {
    const auto field = star.schema.find(trimmed(each.first));
    return field && star.schema.fields[*field].table == table + 1 && is_attribute(star, star.schema.fields[*field]) &&
           !is_missing(trimmed(each.second));
  });
}

// The list of one user with further values of the row. An id that the model does not know needs attributes.
std::vector<ItemIndex::Ranked> top_with(const Model& model, const ItemIndex& index, std::size_t users,
                                        std::string_view user, NamedValues values, std::size_t count,
                                        const ItemFilter& filter, bool unseen_users = false) {
  const Star& star = model.star();
  std::vector<ScoringSession::NamedValue> row;
  if (!user.empty()) row.emplace_back(star.entities[users].name, user);
  row.insert(row.end(), values.begin(), values.end());
  auto ranking = index.top(row, count, filter);  // refuses wrong names
  if (!reads_users(model, *star.schema.find(Role::user))) return ranking;
  const bool described = describe(star, users, values);
  if (!described && user.empty())
    throw Error(Code::usage, "neither a user nor an attribute of one is given",
                "name a user, or what is known of a new one");
  if (!described && !unseen_users && star.entities[users].keys.code(user) == 0) unknown(model, Role::user, user);
  return ranking;
}

}  // namespace

Recommender::Recommender(Model model, const RecommenderOptions& options) {
  const Star& star = model.star();
  const std::size_t user = id_field(star.schema, Role::user), item = id_field(star.schema, Role::item);
  std::vector<std::uint32_t> users = rows_seen(star, user), items = rows_seen(star, item);
  std::vector<std::string> besides;
  const Vocabulary& keys = star.entities[star.schema.fields[item].table - 1].keys;
  for (const std::string& id : options.new_items)
    if (const std::uint32_t row = keys.code(id); row > 0 && codes_of(star, item)[row] == 0) {
      items.push_back(row);
      besides.push_back(id);
    }
  std::ranges::sort(items);
  items.erase(std::ranges::unique(items).begin(), items.end());
  Titles titles(star, star.schema.fields[item].table);
  state_ = std::make_shared<const State>(std::move(model), user, item, std::move(users), std::move(items),
                                         std::move(besides), titles);
}

std::vector<Scored> Recommender::recommend(std::string_view user, std::size_t count,
                                           std::span<const std::string> exclude) const {
  const std::string users[] = {std::string(user)};
  const std::vector<std::string> excluded[] = {{exclude.begin(), exclude.end()}};
  return recommend(users, count, excluded).front();
}

namespace {

using Bits = std::vector<std::uint64_t>;

void allow(Bits& bits, std::size_t position) { bits[position / 64] |= std::uint64_t{1} << position % 64; }
void forbid(Bits& bits, std::size_t position) { bits[position / 64] &= ~(std::uint64_t{1} << position % 64); }

// Of the pool for diversity. More is as good as the whole catalogue, and fewer leave no choice.
constexpr std::size_t pool_per_item = 10, smallest_pool = 100;

std::vector<ItemFilter> filters_of(std::span<const Bits> allowed) {
  std::vector<ItemFilter> filters;
  for (const Bits& bits : allowed) filters.push_back({.allowed = bits});
  return filters;
}

Bits all_of(std::size_t items) {
  Bits bits((items + 63) / 64, 0);
  for (std::size_t position = 0; position < items; ++position) allow(bits, position);
  return bits;
}

}  // namespace

std::vector<std::vector<Scored>> Recommender::recommend(std::span<const std::string> users, std::size_t count,
                                                        std::span<const std::vector<std::string>> exclude) const {
  const bool needs_users = reads_users(state_->model, state_->user_field);
  for (const std::string& user : users)
    if (needs_users && state_->users().keys.code(user) == 0) unknown(state_->model, Role::user, user);
  const ItemIndex& index = state_->index();
  std::vector<Bits> allowed(exclude.size(), all_of(exclude.empty() ? 0 : index.size()));
  for (std::size_t i = 0; i < exclude.size(); ++i)
    for (const std::string& id : exclude[i])
      if (const auto position = index.find(id)) forbid(allowed[i], *position);
  std::vector<std::vector<Scored>> lists;
  const std::vector<std::string_view> names(users.begin(), users.end());
  for (const auto& ranking : index.top(names, count, filters_of(allowed))) lists.push_back(state_->list(ranking).items);
  return lists;
}

std::vector<Scored> Recommender::recommend(NamedValues values, std::size_t count,
                                           std::span<const std::string> exclude) const {
  std::string user;
  std::vector<std::pair<std::string, std::string>> others;
  for (const auto& value : values) {
    const std::string_view column = trimmed(value.first);
    if (column == state_->users().name || column == name(Role::user))
      user = value.second;
    else
      others.push_back(value);
  }
  const ItemIndex& index = state_->index();
  Bits allowed = all_of(index.size());
  for (const std::string& id : exclude)
    if (const auto position = index.find(id)) forbid(allowed, *position);
  return state_
      ->list(top_with(state_->model, index, state_->entity_of(state_->user_field), user, others, count,
                      {.allowed = allowed}))
      .items;
}

std::vector<UserList> Recommender::lists(std::span<const std::string> users, const ListRequest& request) const {
  constexpr std::size_t users_per_task = 128;
  const bool needs_users =
      request.values.empty() && !request.unseen_users && reads_users(state_->model, state_->user_field);
  for (const std::string& user : users)
    if (needs_users && state_->users().keys.code(user) == 0) unknown(state_->model, Role::user, user);
  if (!(request.diverse >= 0 && request.diverse <= 1))
    throw Error(Code::usage, "diverse is " + short_number(request.diverse) + ", expected a number from 0 to 1");
  const bool reorders = request.diverse > 0;
  const std::size_t pool =
      reorders ? std::max(smallest_pool, std::min(request.count, state_->item_rows.size()) * pool_per_item)
               : request.count;
  const ItemIndex& index = state_->index();
  if (reorders) state_->similar_items(Similarity::cosine);  // refuses a model without vectors

  std::vector<UserList> lists(users.size());
  const TaskPool threads(request.threads);
  threads.run((users.size() + users_per_task - 1) / users_per_task, [&](std::size_t task) {
    const std::size_t first = task * users_per_task;
    const auto part = users.subspan(first, std::min(users_per_task, users.size() - first));
    const std::vector<std::string_view> names(part.begin(), part.end());
    std::vector<Bits> allowed;
    if (request.seen == nullptr) {
      if (request.items != nullptr) allowed = {request.items->bits};
    } else {
      allowed.assign(part.size(), request.items != nullptr ? request.items->bits : all_of(state_->item_rows.size()));
      for (std::size_t i = 0; i < part.size(); ++i)
        for (const HistoryEntry& entry : request.seen->state_->of(part[i]))
          if (const auto position = position_in(state_->item_rows, entry.row)) forbid(allowed[i], *position);
    }
    std::vector<std::vector<ItemIndex::Ranked>> rankings;
    if (request.values.empty()) {
      rankings = index.top(names, pool, filters_of(allowed));
    } else {
      for (std::size_t i = 0; i < part.size(); ++i) {
        ItemFilter filter;
        if (!allowed.empty()) filter.allowed = allowed[allowed.size() == 1 ? 0 : i];
        rankings.push_back(top_with(state_->model, index, state_->entity_of(state_->user_field), part[i],
                                    request.values, pool, filter, request.unseen_users));
      }
    }
    for (std::size_t i = 0; i < rankings.size(); ++i)
      lists[first + i] =
          reorders ? state_->diverse_list(rankings[i], request.count, request.diverse) : state_->list(rankings[i]);
  });
  return lists;
}

ItemSet Recommender::items(const ItemRules& rules) const {
  return items_by(rules, state_->model.star(), static_cast<std::uint32_t>(state_->item_entity() + 1), state_->item_rows,
                  state_->titles);
}

bool Recommender::weighs_items() const { return interplay::weighs_items(state_->model); }

const ItemIndex& Recommender::index() const { return state_->index(); }

void Recommender::leave_out(std::string_view user, const Histories& has, std::span<std::uint64_t> bits) const {
  for (const HistoryEntry& entry : has.state_->of(user))
    if (const auto position = position_in(state_->item_rows, entry.row))
      bits[*position / 64] &= ~(std::uint64_t{1} << *position % 64);
}

std::size_t Recommender::size() const { return state_->item_rows.size(); }

std::vector<std::string> Recommender::users() const {
  std::vector<std::string> ids;
  for (const std::uint32_t row : state_->user_rows) ids.push_back(state_->users().keys.id(row));
  return ids;
}

bool Recommender::cold(std::string_view user) const {
  return codes_of(state_->model.star(), state_->user_field)[state_->users().keys.code(user)] == 0;
}

std::string Recommender::find_item(std::string_view text) const {
  const Vocabulary& keys = state_->catalogue().keys;
  if (const std::uint32_t row = keys.code(text); row > 0 && std::ranges::binary_search(state_->item_rows, row))
    return std::string(text);
  if (const std::string_view inner = trimmed(text); inner.size() < text.size()) return find_item(inner);
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

std::vector<std::string> Recommender::titles_like(std::string_view text, std::size_t count) const {
  return state_->titles.like(text, state_->item_rows, count);
}

std::vector<Scored> Recommender::similar(std::string_view item, std::size_t count, Similarity similarity) const {
  const auto self = position_in(state_->item_rows, state_->catalogue().keys.code(item));
  if (!self) unknown(state_->model, Role::item, item);
  std::vector<Scored> result;
  if (weighs_items() && similarity != Similarity::cosine)
    throw Error(Code::usage,
                "the metric is '" + std::string(name(similarity)) + "', and model '" + state_->model.options().model +
                    "' compares items by weights of its own, not by vectors",
                "leave out --metric");
  const std::vector<Neighbors::Neighbor> nearest =
      weighs_items() ? weightiest(state_->model, codes_of(state_->model.star(), state_->item_field), state_->item_rows,
                                  *self, count)
                     : state_->similar_items(similarity).nearest(*self, count);
  for (const Neighbors::Neighbor& neighbor : nearest)
    result.push_back(state_->scored(state_->item_rows[neighbor.position], neighbor.value));
  return result;
}

std::vector<Scored> Recommender::similar_users(std::string_view user, std::size_t count, Similarity similarity) const {
  const auto self = position_in(state_->user_rows, state_->users().keys.code(user));
  if (!self) unknown(state_->model, Role::user, user);
  std::vector<Scored> result;
  for (const Neighbors::Neighbor& neighbor : state_->similar_users(similarity).nearest(*self, count))
    result.push_back({state_->users().keys.id(state_->user_rows[neighbor.position]), neighbor.value});
  return result;
}

namespace {

constexpr std::pair<std::string_view, Similarity> similarities[] = {
    {"cosine", Similarity::cosine}, {"dot", Similarity::dot}, {"euclid", Similarity::euclid}};

}  // namespace

std::string_view name(Similarity similarity) { return similarities[static_cast<std::size_t>(similarity)].first; }

Similarity similarity_named(std::string_view name) {
  std::vector<std::string_view> names;
  for (const auto& [known, similarity] : similarities) {
    if (known == name) return similarity;
    names.push_back(known);
  }
  const std::string near = nearest(name, names);
  throw Error(Code::usage, "the metric is '" + std::string(name) + "', expected cosine, dot or euclid",
              near.empty() ? "" : "did you mean " + near + "?");
}

}  // namespace interplay
