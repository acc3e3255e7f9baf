// GET /v2/models/{model}: its inputs and outputs (Open Inference Protocol).
#include <algorithm>

#include "serve/service.h"

namespace interplay::serve {

const Route& v2_model_route();

namespace {

constexpr FieldSpec v2_model_answer[] = {
    {"name", FieldKind::text, "Of the model"},
    {"versions", FieldKind::texts, "That are served"},
    {"platform", FieldKind::text, "interplay"},
    {"inputs", FieldKind::objects, "name, datatype, shape: the user, the item, and the other columns of a row"},
    {"outputs", FieldKind::objects, "name, datatype, shape: score and cold"},
};

void append_tensor(JsonText& json, std::string_view name, std::string_view type) {
  json.begin_object();
  json.key("name").text(name);
  json.key("datatype").text(type);
  json.key("shape").begin_list().integer(-1).end_list();
  json.end_object();
}

// What a row may name: users and items by their roles, then the columns of the interaction and attributes of newcomers.
void append_inputs(JsonText& json, const Schema& schema) {
  json.key("inputs").begin_list();
  for (const Field& field : schema.fields) {
    if (field.role == Role::user || field.role == Role::item) append_tensor(json, name(field.role), "BYTES");
    if (field.role == Role::feature) append_tensor(json, field.name, field.kind == Kind::numeric ? "FP32" : "BYTES");
  }
  json.end_list();
}

void answer_v2_model(Call& call) {
  const auto& models = call.worker.models();
  const LoadedModel& model = *models.find(call.match.variables[0], call.match.variables[1], "");
  JsonText json(call.out);
  json.begin_object();
  json.key("name").text(model.name());
  json.key("versions").begin_list();
  for (const auto& each : models.models)
    if (each->name() == model.name()) json.text(each->version());
  json.end_list();
  json.key("platform").text("interplay");
  append_inputs(json, model.model().schema());
  json.key("outputs").begin_list();
  append_tensor(json, "score", "FP32");
  append_tensor(json, "cold", "BOOL");
  json.end_list();
  json.end_object();
}

}  // namespace

const Route& v2_model_route() {
  static const Route route = {
      .name = "v2_model",
      .method = "GET",
      .paths = {"/v2/models/{model}", "/v2/models/{model}/versions/{version}"},
      .summary = "Describes the inputs and outputs of a model (Open Inference Protocol)",
      .answer = v2_model_answer,
      .answer_call = answer_v2_model,
  };
  return route;
}

}  // namespace interplay::serve
