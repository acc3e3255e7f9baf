// POST /v1/explore/map: the vectors of users or items on a plane.
#include "serve/explorer/explore_fields.h"
#include "serve/explorer/explored.h"
#include "serve/explorer/side.h"
#include "serve/service.h"

namespace interplay::serve {

const Route& explore_map_route();

namespace {

void answer_explore_map(Call& call) {
  const Explored& kept = call.sessions().model->explored();
  call.out += kept.explorer().map(side_named(call.fields.text("side")));
}

}  // namespace

const Route& explore_map_route() {
  static const Route route = {
      .name = "explore_map",
      .method = "POST",
      .paths = {"/v1/explore/map"},
      .summary = "Gives the principal components of all vectors, as float32",
      .help =
          "Little-endian: the text IPM1, the number of points as uint32, the shares of the variance on x and y as "
          "float64, the dimensions and the members that took part as uint32; then x, y and the length of the vector "
          "for each point.",
      .request = side_request,
      .example = R"({"side": "item"})",
      .content_type = "application/octet-stream",
      .lane = Lane::worker,
      .answer_call = answer_explore_map,
  };
  return route;
}

}  // namespace interplay::serve
