// POST /v1/score: predictions of single rows.
#include "serve/lists.h"
#include "serve/route_fields.h"

namespace interplay::serve {

const Route& score_route();

namespace {

constexpr FieldSpec score_request[] = {
    {"user", FieldKind::id, "Id of the user"},
    {"item", FieldKind::id, "Id of the item"},
    {"items", FieldKind::ids, "Ids of several items, in place of one: each is scored, in this order"},
    context_field,
    attributes_field,
    model_field,
    version_field,
    key_field,
};
constexpr FieldSpec score_answer[] = {
    {"score", FieldKind::number, "The prediction, in the units of the target or as a probability"},
    {"scores", FieldKind::objects, "Of several items: objects of item, score and cold"},
    cold_answer,
    model_answer,
    version_answer,
};

bool is_cold(const LoadedModel& model, std::string_view user, std::string_view item) {
  return (!user.empty() && !model.seen_in_training(Role::user, user)) ||
         (!item.empty() && !model.seen_in_training(Role::item, item));
}

float score_of(Call& call, Sessions& sessions, std::string_view user, std::string_view item) {
  auto& values = call.worker.values;
  values.clear();
  call.fields.append_values("context", values);
  call.fields.append_values("attributes", values);
  if (values.empty() && !user.empty() && !item.empty()) return sessions.scoring.predict(user, item);
  if (!user.empty()) values.emplace_back("user", user);
  if (!item.empty()) values.emplace_back("item", item);
  return sessions.scoring.predict(values);
}

void answer_score(Call& call) {
  Sessions& sessions = call.sessions();
  const LoadedModel& model = *sessions.model;
  const std::string_view user = call.fields.text("user");
  JsonText json(call.out);
  if (!call.fields.has("items")) {
    const std::string_view item = call.fields.text("item");
    if (model.lists() && item.empty())
      throw Fault{400, "bad_request", call.fields.path("item"), "'item' is missing, expected an id: a text or a number",
                  "name an item, or several in 'items'"};
    const float score = score_of(call, sessions, user, item);
    json.begin_object();
    json.key("score").number(static_cast<double>(score));
    json.key("cold").boolean(is_cold(model, user, item));
  } else {
    if (call.fields.has("item"))
      throw Fault{400, "bad_request", call.fields.path("items"), "'item' and 'items' are both given",
                  "give one of them"};
    auto& items = call.worker.texts;
    items.clear();
    call.fields.append_texts("items", items);
    json.begin_object();
    json.key("scores").begin_list();
    for (const std::string_view item : items) {
      json.begin_object();
      json.key("item").text(item);
      json.key("score").number(static_cast<double>(score_of(call, sessions, user, item)));
      json.key("cold").boolean(is_cold(model, user, item));
      json.end_object();
    }
    json.end_list();
  }
  append_model(json, model);
  json.end_object();
}

bool score_takes_long(Call& call) {
  constexpr std::size_t quick_items = 256;
  return call.fields.size("items") > quick_items;
}

}  // namespace

const Route& score_route() {
  static const Route route = {
      .name = "score",
      .method = "POST",
      .paths = {"/v1/score"},
      .summary = "Predicts single rows",
      .help = "An id that training did not see counts as any unseen user or item, and the answer is flagged as cold.",
      .request = score_request,
      .answer = score_answer,
      .example = R"({"user": "196", "item": "242"})",
      .batched = true,
      .takes_long = score_takes_long,
      .answer_call = answer_score,
  };
  return route;
}

}  // namespace interplay::serve
