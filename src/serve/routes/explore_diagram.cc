// POST /v1/explore/diagram: what a model is made of, as a picture.
#include "serve/explorer/explored.h"
#include "serve/route_fields.h"
#include "serve/service.h"

namespace interplay::serve {

const Route& explore_diagram_route();

namespace {

void answer_explore_diagram(Call& call) {
  const Explored& kept = call.sessions().model->explored();
  call.out += kept.explorer().diagram();
}

}  // namespace

const Route& explore_diagram_route() {
  static const Route route = {
      .name = "explore_diagram",
      .method = "POST",
      .paths = {"/v1/explore/diagram"},
      .summary = "Draws what the model is made of, as SVG",
      .help = "Its colours are those of the page around it.",
      .request = model_request,
      .example = R"({})",
      .content_type = "image/svg+xml",
      .lane = Lane::worker,
      .answer_call = answer_explore_diagram,
  };
  return route;
}

}  // namespace interplay::serve
