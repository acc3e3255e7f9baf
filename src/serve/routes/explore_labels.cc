// POST /v1/explore/labels: what the points of a map are.
#include "serve/explorer/explore_fields.h"
#include "serve/explorer/explored.h"
#include "serve/explorer/side.h"
#include "serve/service.h"

namespace interplay::serve {

const Route& explore_labels_route();

namespace {

void answer_explore_labels(Call& call) {
  const Explored& kept = call.sessions().model->explored();
  call.out += kept.explorer().labels(side_named(call.fields.text("side")));
}

}  // namespace

const Route& explore_labels_route() {
  static const Route route = {
      .name = "explore_labels",
      .method = "POST",
      .paths = {"/v1/explore/labels"},
      .summary = "Names the points of a map, with their attributes",
      .help =
          "Lists in the order of the points: ids, titles, and of every column its codes into values, or its numbers.",
      .request = side_request,
      .example = R"({"side": "item"})",
      .lane = Lane::worker,
      .answer_call = answer_explore_labels,
  };
  return route;
}

}  // namespace interplay::serve
