// POST /v1/admin/reload: every model again from its file.
#include "serve/service.h"

namespace interplay::serve {

const Route& reload_route();

namespace {

constexpr FieldSpec reload_answer[] = {
    {"reloaded", FieldKind::integer, "Models that were loaded again"},
    {"errors", FieldKind::texts, "Why others were not; their old models stay"},
};

void answer_reload(Call& call) {
  const std::vector<std::string> errors = call.service.registry.reload();
  if (!errors.empty()) call.response.status = 500;
  JsonText json(call.out);
  json.begin_object();
  json.key("reloaded").unsigned_integer(call.service.registry.paths().size() - errors.size());
  json.key("errors").begin_list();
  for (const std::string& error : errors) json.text(error);
  json.end_list();
  json.end_object();
}

}  // namespace

const Route& reload_route() {
  static const Route route = {
      .name = "reload",
      .method = "POST",
      .paths = {"/v1/admin/reload"},
      .summary = "Loads every model again from its file, tests it and swaps it in",
      .help =
          "The answer is 500 where a file could not be loaded. SIGHUP does the same, and so does a change of a file.",
      .access = Access::admin,
      .answer = reload_answer,
      .lane = Lane::worker,
      .answer_call = answer_reload,
  };
  return route;
}

}  // namespace interplay::serve
