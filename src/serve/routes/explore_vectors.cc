// POST /v1/explore/vectors: the vectors that a map is made of.
#include "serve/explorer/explore_fields.h"
#include "serve/explorer/explored.h"
#include "serve/explorer/side.h"
#include "serve/service.h"

namespace interplay::serve {

const Route& explore_vectors_route();

namespace {

void answer_explore_vectors(Call& call) {
  const Explored& kept = call.sessions().model->explored();
  call.out += kept.explorer().vectors(side_named(call.fields.text("side")));
}

}  // namespace

const Route& explore_vectors_route() {
  static const Route route = {
      .name = "explore_vectors",
      .method = "POST",
      .paths = {"/v1/explore/vectors"},
      .summary = "Gives the vectors of all users or items, as float32",
      .help =
          "Little-endian: the text IPV1, the number of vectors and their dimensions as uint32, then their numbers one "
          "after another.",
      .request = side_request,
      .example = R"({"side": "item"})",
      .content_type = "application/octet-stream",
      .lane = Lane::worker,
      .answer_call = answer_explore_vectors,
  };
  return route;
}

}  // namespace interplay::serve
