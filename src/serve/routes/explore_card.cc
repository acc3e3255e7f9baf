// POST /v1/explore/card: one user or item, and what a user has.
#include <cmath>

#include "serve/explorer/explore_fields.h"
#include "serve/explorer/explored.h"
#include "serve/explorer/side.h"
#include "serve/service.h"

namespace interplay::serve {

const Route& explore_card_route();

namespace {

constexpr FieldSpec explore_card_request[] = {
    side_field, {"id", FieldKind::id, "The user or item", true}, model_field, version_field, key_field,
};

struct Had {
  std::string item;
  std::optional<double> rating;
};

// What the files tell, then what happened since, which counts where both name an item.
std::vector<Had> history_of(const Call& call, const LoadedModel& model, const Explored& kept, std::string_view user) {
  std::vector<Had> history;
  const Star& star = model.model().star();
  const Vocabulary& items = star.entities[star.schema.fields[*star.schema.find(Role::item)].table - 1].keys;
  if (const Past* past = kept.past())
    for (const auto& [item, rating] : past->of(user))
      history.push_back({items.id(item), std::isnan(rating) ? std::nullopt : std::optional<double>(rating)});
  call.service.recent.for_each(user, [&](const RecentItem& recent) {
    std::erase_if(history, [&](const Had& had) { return had.item == recent.item; });
    history.insert(history.begin(), {recent.item, recent.rating});
  });
  return history;
}

void append_history(std::string& text, const Call& call, const LoadedModel& model, const Explored& kept,
                    std::string_view user) {
  JsonText json(text);
  json.begin_list();
  for (const Had& had : history_of(call, model, kept, user)) {
    json.begin_object();
    json.key("item").text(had.item);
    json.key("title").text(model.recommender().title(had.item));
    json.key("rating");
    had.rating ? json.number(*had.rating) : json.null();
    json.end_object();
  }
  json.end_list();
}

void answer_explore_card(Call& call) {
  const std::shared_ptr<const LoadedModel> model = call.sessions().model;
  const Explored& kept = model->explored();
  const Role side = side_named(call.fields.text("side"));
  const std::string_view id = call.fields.text("id");
  std::string text = kept.explorer().card(side, id);
  if (side == Role::user) {
    text.pop_back();  // its brace
    text += ",\"history\":";
    append_history(text, call, *model, kept, id);
    text += '}';
  }
  call.out += text;
}

}  // namespace

const Route& explore_card_route() {
  static const Route route = {
      .name = "explore_card",
      .method = "POST",
      .paths = {"/v1/explore/card"},
      .summary = "Tells the attributes of a user or item, and the history of a user",
      .help =
          "The answer has side, id, title, attributes, weight (what the id adds to a score by itself, or null) and, of "
          "users, history: item, title and rating, from the files of --seen and from the events.",
      .request = explore_card_request,
      .example = R"({"side": "user", "id": "196"})",
      .lane = Lane::worker,
      .answer_call = answer_explore_card,
  };
  return route;
}

}  // namespace interplay::serve
