// POST /v1/similar: the items or users most like another.
#include "interplay/json.h"
#include "serve/lists.h"
#include "serve/route_fields.h"

namespace interplay::serve {

const Route& similar_route();

namespace {

constexpr std::string_view metrics[] = {"cosine", "dot", "euclid"};
constexpr FieldSpec similar_request[] = {
    {"item", FieldKind::id, "Id or title of an item"},
    {"user", FieldKind::id, "Id of a user, in place of an item"},
    count_field,
    {"metric", FieldKind::text, "What compares two vectors; cosine unless given", false, 0, 0, metrics},
    model_field,
    version_field,
    key_field,
};
constexpr FieldSpec similar_answer[] = {
    {"items", FieldKind::objects,
     "Items, most similar first: item, the metric by its name, and title where the model has titles"},
    {"users", FieldKind::objects, "Users, if one was given: user and the metric by its name"},
    model_answer,
    version_answer,
};

void answer_similar(Call& call) {
  Sessions& sessions = call.sessions();
  const Recommender& recommender = sessions.model->recommender();
  const bool users = call.fields.has("user");
  if (users == call.fields.has("item"))
    throw Fault{400, "bad_request", call.fields.path("item"),
                users ? "'item' and 'user' are both given" : "'item' is missing, expected an id: a text or a number",
                users ? "give one of them" : "name an item or a user"};
  const Similarity similarity = similarity_named(call.fields.text("metric", "cosine"));
  const std::string_view metric = recommender.weighs_items() ? "weight" : name(similarity);
  const std::size_t count = count_of(call);
  const std::vector<Scored> list =
      users ? recommender.similar_users(call.fields.text("user"), count, similarity)
            : recommender.similar(recommender.find_item(call.fields.text("item")), count, similarity);
  JsonText json(call.out);
  json.begin_object();
  json.key(users ? "users" : "items").raw(to_json(std::span(list), metric, users ? "user" : "item"));
  append_model(json, *sessions.model);
  json.end_object();
}

}  // namespace

const Route& similar_route() {
  static const Route route = {
      .name = "similar",
      .method = "POST",
      .paths = {"/v1/similar"},
      .summary = "Lists the items most similar to an item, or the users most similar to a user",
      .request = similar_request,
      .answer = similar_answer,
      .example = R"({"item": "50", "n": 5})",
      .batched = true,
      .lane = Lane::worker,
      .answer_call = answer_similar,
  };
  return route;
}

}  // namespace interplay::serve
