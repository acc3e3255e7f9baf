// GET /v2/health/live: tells that the process is alive (Open Inference Protocol).
#include "serve/service.h"

namespace interplay::serve {

const Route& v2_live_route();

namespace {

constexpr FieldSpec v2_live_answer[] = {{"live", FieldKind::boolean, "Tells that the process is alive"}};

void answer_v2_live(Call& call) { call.out += "{\"live\":true}"; }

}  // namespace

const Route& v2_live_route() {
  static const Route route = {
      .name = "v2_live",
      .method = "GET",
      .paths = {"/v2/health/live"},
      .summary = "Tells that the process is alive (Open Inference Protocol)",
      .access = Access::open,
      .answer = v2_live_answer,
      .answer_call = answer_v2_live,
  };
  return route;
}

}  // namespace interplay::serve
