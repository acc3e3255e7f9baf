// POST /v1/recommend: the best items for a user.
#include "interplay/json.h"
#include "serve/lists.h"
#include "serve/route_fields.h"

namespace interplay::serve {

const Route& recommend_route();

namespace {

constexpr FieldSpec recommend_request[] = {
    {"user", FieldKind::id,
     "Id of the user; one whom the model does not know is folded in by their events or attributes, and otherwise has "
     "the list of an unseen user"},
    count_field,
    exclude_seen_field,
    only_field,
    allow_field,
    deny_field,
    candidates_field,
    context_field,
    attributes_field,
    diverse_field,
    why_field,
    model_field,
    version_field,
    key_field,
};
constexpr FieldSpec recommend_answer[] = {
    {"user", FieldKind::text, "Id of the user; null if attributes alone were given"},
    {"cold", FieldKind::boolean, "Whether the user was not seen in training"},
    {"items", FieldKind::objects,
     "Items, best first: item, score, title where the model has titles, and why if it was asked for"},
    {"mean_score_lost", FieldKind::number, "To diversity: the mean score of the best items less that of these"},
    {"folded_in", FieldKind::integer, "Events that the user was folded in by"},
    model_answer,
    version_answer,
};

constexpr std::size_t reasons_of_an_item = 3;

bool asks_more(const Fields& fields) { return fields.number("diverse", 0) > 0 || fields.boolean("why", false); }

// By Recommender, for what a plain list does not have.
void answer_by_recommender(Call& call, Sessions& sessions, std::string_view user) {
  const LoadedModel& model = *sessions.model;
  const Recommender& recommender = model.recommender();
  const bool why = call.fields.boolean("why", false);
  auto& values = call.worker.values;
  if (why && !values.empty())
    throw Fault{400, "bad_request", call.fields.path("why"), "reasons tell of users by their ids alone",
                "leave out context and attributes; /v1/explain takes them for one item"};
  const ItemFilter filter = filter_of(call, sessions, user);
  ItemSet items;
  items.bits.assign(filter.allowed.begin(), filter.allowed.end());
  const std::vector<std::pair<std::string, std::string>> texts(values.begin(), values.end());
  const ListRequest wanted{.count = count_of(call),
                           .items = items.bits.empty() ? nullptr : &items,
                           .diverse = call.fields.number("diverse", 0),
                           .values = texts,
                           .unseen_users = true};
  const std::string users[] = {std::string(user)};
  std::vector<UserList> lists = recommender.lists(users, wanted);
  if (why)
    for (Scored& item : lists.front().items) {
      call.check_deadline();
      item.why = recommender.reasons(user, item.item, reasons_of_an_item, model.histories());
    }
  JsonText json(call.out);
  json.begin_object();
  json.key("user");
  user.empty() ? json.null() : json.text(user);
  json.key("cold").boolean(!model.seen_in_training(Role::user, user));
  json.key("items").raw(to_json(std::span<const Scored>(lists.front().items)));
  if (wanted.diverse > 0) json.key("mean_score_lost").number(lists.front().mean_score_lost);
  append_model(json, model);
  json.end_object();
}

void answer_recommend(Call& call) {
  Sessions& sessions = call.sessions();
  const LoadedModel& model = *sessions.model;
  static_cast<void>(model.recommender());  // refuses a model without users and items
  const std::string_view user = call.fields.text("user");
  if (user.empty() && !call.fields.has("attributes"))
    throw Fault{400, "bad_request", call.fields.path("user"), "'user' is missing, expected an id: a text or a number",
                "name a user, or give the attributes of a new one"};
  if (!model.knows(Role::user, user) && call.service.recent.has(user))
    if (const auto history = history_from_events(call.service, model, user); !history.empty())
      return append_folded_list(call, sessions, user, history);
  auto& values = call.worker.values;
  values.clear();
  call.fields.append_values("context", values);
  call.fields.append_values("attributes", values);
  if (asks_more(call.fields)) return answer_by_recommender(call, sessions, user);
  const std::size_t count = count_of(call);
  const ItemFilter filter = filter_of(call, sessions, user);
  if (!values.empty() && !user.empty()) values.emplace_back("user", user);
  const auto ranking =
      values.empty() ? sessions.listing->top(user, count, filter) : sessions.listing->top(values, count, filter);
  JsonText json(call.out);
  json.begin_object();
  json.key("user");
  user.empty() ? json.null() : json.text(user);
  json.key("cold").boolean(!model.seen_in_training(Role::user, user));
  append_items(call, sessions, json, ranking);
  append_model(json, model);
  json.end_object();
}

bool recommend_takes_long(Call& call) {
  constexpr std::int64_t quick_count = 1000;
  if (asks_more(call.fields) || call.fields.integer("n", 1) > quick_count) return true;
  Sessions& sessions = call.sessions();
  if (!sessions.model->lists()) return false;
  const std::string_view user = call.fields.text("user");
  return rules_are_new(call, sessions) || (!sessions.model->knows(Role::user, user) && call.service.recent.has(user));
}

}  // namespace

const Route& recommend_route() {
  static const Route route = {
      .name = "recommend",
      .method = "POST",
      .paths = {"/v1/recommend"},
      .summary = "Lists the best items for a user",
      .help = "Filters come before the best items are chosen, so that a list has n items wherever n are left.",
      .request = recommend_request,
      .answer = recommend_answer,
      .example = R"({"user": "196", "n": 5, "why": true})",
      .batched = true,
      .takes_long = recommend_takes_long,
      .answer_call = answer_recommend,
  };
  return route;
}

}  // namespace interplay::serve
