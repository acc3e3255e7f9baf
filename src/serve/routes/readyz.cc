// GET /readyz: requests may be sent here.
#include "serve/service.h"

namespace interplay::serve {

const Route& readyz_route();

namespace {

constexpr FieldSpec readyz_answer[] = {{"ready", FieldKind::boolean, "Whether requests may be sent here"}};

void answer_readyz(Call& call) {
  const bool ready = !call.service.draining;
  if (!ready) call.response.status = 503;
  call.out += ready ? "{\"ready\":true}" : "{\"ready\":false}";
}

}  // namespace

const Route& readyz_route() {
  static const Route route = {
      .name = "readyz",
      .method = "GET",
      .paths = {"/readyz"},
      .summary =
          "Tells whether requests may be sent here: 200 once the models are loaded and tested, 503 while the server "
          "drains",
      .access = Access::open,
      .answer = readyz_answer,
      .answer_call = answer_readyz,
  };
  return route;
}

}  // namespace interplay::serve
