// GET /v2/health/ready: tells whether requests may be sent here (Open Inference Protocol).
#include "serve/service.h"

namespace interplay::serve {

const Route& v2_ready_route();

namespace {

constexpr FieldSpec v2_ready_answer[] = {{"ready", FieldKind::boolean, "Tells whether requests may be sent here"}};

void answer_v2_ready(Call& call) {
  const bool ready = !call.service.draining;
  if (!ready) call.response.status = 503;
  call.out += ready ? "{\"ready\":true}" : "{\"ready\":false}";
}

}  // namespace

const Route& v2_ready_route() {
  static const Route route = {
      .name = "v2_ready",
      .method = "GET",
      .paths = {"/v2/health/ready"},
      .summary = "Tells whether requests may be sent here (Open Inference Protocol)",
      .access = Access::open,
      .answer = v2_ready_answer,
      .answer_call = answer_v2_ready,
  };
  return route;
}

}  // namespace interplay::serve
