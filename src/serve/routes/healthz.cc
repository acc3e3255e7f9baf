// GET /healthz: the process answers.
#include "serve/service.h"

namespace interplay::serve {

const Route& healthz_route();

namespace {

constexpr FieldSpec healthz_answer[] = {{"live", FieldKind::boolean, "True"}};

void answer_healthz(Call& call) { call.out += "{\"live\":true}"; }

}  // namespace

const Route& healthz_route() {
  static const Route route = {
      .name = "healthz",
      .method = "GET",
      .paths = {"/healthz"},
      .summary = "Tells that the process is alive",
      .access = Access::open,
      .answer = healthz_answer,
      .answer_call = answer_healthz,
  };
  return route;
}

}  // namespace interplay::serve
