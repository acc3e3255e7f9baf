// GET /v2/models/{model}/ready (Open Inference Protocol).
#include "serve/service.h"

namespace interplay::serve {

const Route& v2_model_ready_route();

namespace {

constexpr FieldSpec v2_model_ready_answer[] = {
    {"name", FieldKind::text, "Of the model"},
    {"ready", FieldKind::boolean, "Whether requests may be sent here"},
};

void answer_v2_model_ready(Call& call) {
  const LoadedModel& model = *call.worker.models().find(call.match.variables[0], call.match.variables[1], "");
  const bool ready = !call.service.draining;
  if (!ready) call.response.status = 503;
  JsonText json(call.out);
  json.begin_object();
  json.key("name").text(model.name());
  json.key("ready").boolean(ready);
  json.end_object();
}

}  // namespace

const Route& v2_model_ready_route() {
  static const Route route = {
      .name = "v2_model_ready",
      .method = "GET",
      .paths = {"/v2/models/{model}/ready", "/v2/models/{model}/versions/{version}/ready"},
      .summary = "Tells whether a model may be asked (Open Inference Protocol)",
      .access = Access::open,
      .answer = v2_model_ready_answer,
      .answer_call = answer_v2_model_ready,
  };
  return route;
}

}  // namespace interplay::serve
