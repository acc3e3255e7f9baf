// GET /openapi.json: the description of all routes.
#include "interplay/serve.h"
#include "serve/service.h"

namespace interplay::serve {

const Route& openapi_route();

namespace {

void answer_openapi(Call& call) {
  static const std::string text = openapi_text();
  call.response.file = text;
}

}  // namespace

const Route& openapi_route() {
  static const Route route = {
      .name = "openapi",
      .method = "GET",
      .paths = {"/openapi.json"},
      .summary = "Describes all routes as OpenAPI 3.1",
      .access = Access::open,
      .answer_call = answer_openapi,
  };
  return route;
}

}  // namespace interplay::serve
