// POST /v1/fold_in: lists for somebody whom the model does not know, by what they had.
#include <set>

#include <fmt/format.h>

#include "serve/lists.h"
#include "serve/route_fields.h"

namespace interplay::serve {

const Route& fold_in_route();

namespace {

constexpr FieldSpec rated[] = {
    {"item", FieldKind::id, "Id or title of an item that they had", true},
    {"rating", FieldKind::number, "What they gave it; models of interactions do not need it"},
};
constexpr FieldSpec fold_in_request[] = {
    {"history", FieldKind::objects, "What they had: objects of item and rating", true, 0, 0, {}, rated},
    {"user", FieldKind::id, "An id for them, which the model must not know; what the events tell of it counts as well"},
    count_field,
    exclude_seen_field,
    only_field,
    allow_field,
    deny_field,
    candidates_field,
    diverse_field,
    why_field,
    model_field,
    version_field,
    key_field,
};
constexpr FieldSpec fold_in_answer[] = {
    {"user", FieldKind::text, "The id, or null"},
    {"cold", FieldKind::boolean, "Whether nothing of the history could be used"},
    {"items", FieldKind::objects, "Items, best first, as /v1/recommend gives them; none of the history"},
    {"mean_score_lost", FieldKind::number, "To diversity: the mean score of the best items less that of these"},
    {"folded_in", FieldKind::integer, "Interactions that the user was folded in by"},
    model_answer,
    version_answer,
};

void answer_fold_in(Call& call) {
  Sessions& sessions = call.sessions();
  const LoadedModel& model = *sessions.model;
  const Recommender& recommender = model.recommender();
  const std::string_view user = call.fields.text("user");
  if (!user.empty() && model.knows(Role::user, user))
    throw Fault{400, "bad_request", call.fields.path("user"), fmt::format("user '{}' was seen in training", user),
                "ask /v1/recommend for a list, or leave out the user"};
  const auto most = static_cast<std::size_t>(call.service.options.max_items);
  if (call.fields.size("history") > most)
    throw Fault{400, "bad_request", call.fields.path("history"),
                fmt::format("the history has {} items, expected at most {}", call.fields.size("history"), most), ""};
  std::vector<RatedItem> history;
  std::set<std::string> met;
  std::size_t number = 0;
  Fields one;
  for (const simdjson::dom::element entry : call.fields.objects("history")) {
    one.read(entry, rated, call.worker.arena, "history", number++);
    RatedItem item{recommender.find_item(one.text("item")), std::nullopt};
    if (one.has("rating")) item.rating = static_cast<float>(one.number("rating", 0));
    if (!met.insert(item.item).second)
      throw Fault{400, "bad_request", one.path("item"), fmt::format("item '{}' is named twice", item.item),
                  "name each item once"};
    history.push_back(std::move(item));
  }
  if (!user.empty())
    for (RatedItem& item : history_from_events(call.service, model, user))
      if (met.insert(item.item).second) history.push_back(std::move(item));
  append_folded_list(call, sessions, user, history);
}

}  // namespace

const Route& fold_in_route() {
  static const Route route = {
      .name = "fold_in",
      .method = "POST",
      .paths = {"/v1/fold_in"},
      .summary = "Lists items for somebody whom the model does not know, by what they had",
      .help = "Nothing is kept of them: each request stands for itself. POST /v1/events keeps what somebody does.",
      .request = fold_in_request,
      .answer = fold_in_answer,
      .example = R"({"history": [{"item": "50", "rating": 5}, {"item": "181", "rating": 4}], "n": 5})",
      .batched = true,
      .lane = Lane::worker,
      .answer_call = answer_fold_in,
  };
  return route;
}

}  // namespace interplay::serve
