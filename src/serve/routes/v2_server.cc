// GET /v2: what serves here (Open Inference Protocol).
#include "interplay/model.h"
#include "serve/service.h"

namespace interplay::serve {

const Route& v2_server_route();

namespace {

constexpr FieldSpec v2_server_answer[] = {
    {"name", FieldKind::text, "interplay"},
    {"version", FieldKind::text, "Of the program"},
    {"extensions", FieldKind::texts, "binary_tensor_data"},
};

void answer_v2_server(Call& call) {
  JsonText json(call.out);
  json.begin_object();
  json.key("name").text("interplay");
  json.key("version").text(library_version());
  json.key("extensions").begin_list().text("binary_tensor_data").end_list();
  json.end_object();
}

}  // namespace

const Route& v2_server_route() {
  static const Route route = {
      .name = "v2_server",
      .method = "GET",
      .paths = {"/v2"},
      .summary = "Names the server and the extensions that it knows (Open Inference Protocol)",
      .access = Access::open,
      .answer = v2_server_answer,
      .answer_call = answer_v2_server,
  };
  return route;
}

}  // namespace interplay::serve
