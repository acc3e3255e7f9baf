// GET /v1/models: what is served.
#include "serve/route_fields.h"
#include "serve/service.h"

namespace interplay::serve {

const Route& models_route();

namespace {

constexpr FieldSpec models_answer[] = {
    {"models", FieldKind::objects,
     "name, version, kind (the name of its definition), target, users, items, weight, and fields: name, kind, role, "
     "table"},
};

void append_fields(JsonText& json, const Schema& schema) {
  json.key("fields").begin_list();
  for (const Field& field : schema.fields) {
    json.begin_object();
    json.key("name").text(field.name);
    json.key("kind").text(name(field.kind));
    json.key("role").text(name(field.role));
    json.key("table").unsigned_integer(field.table);
    json.end_object();
  }
  json.end_list();
}

void answer_models(Call& call) {
  JsonText json(call.out);
  json.begin_object();
  json.key("models").begin_list();
  for (const auto& model : call.worker.models().models) {
    const Schema& schema = model->model().schema();
    const auto target = schema.find(Role::target);
    json.begin_object();
    json.key("name").text(model->name());
    json.key("version").text(model->version());
    json.key("kind").text(model->model().name());
    json.key("target");
    target ? json.text(schema.fields[*target].name) : json.null();
    json.key("users").unsigned_integer(model->lists() ? model->recommender().users().size() : 0);
    json.key("items").unsigned_integer(model->lists() ? model->recommender().size() : 0);
    json.key("weight").number(model->source().weight);
    append_fields(json, schema);
    json.end_object();
  }
  json.end_list();
  json.end_object();
}

}  // namespace

const Route& models_route() {
  static const Route route = {
      .name = "models",
      .method = "GET",
      .paths = {"/v1/models"},
      .summary = "Lists the models that are served",
      .answer = models_answer,
      .lane = Lane::worker,
      .answer_call = answer_models,
  };
  return route;
}

}  // namespace interplay::serve
