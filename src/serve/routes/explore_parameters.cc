// POST /v1/explore/parameters: how the numbers of each tensor are spread.
#include "serve/explorer/explored.h"
#include "serve/route_fields.h"
#include "serve/service.h"

namespace interplay::serve {

const Route& explore_parameters_route();

namespace {

void answer_explore_parameters(Call& call) {
  const Explored& kept = call.sessions().model->explored();
  call.out += "{\"tensors\":" + kept.explorer().parameters() + "}";
}

}  // namespace

const Route& explore_parameters_route() {
  static const Route route = {
      .name = "explore_parameters",
      .method = "POST",
      .paths = {"/v1/explore/parameters"},
      .summary = "Gives a histogram of each tensor",
      .help =
          "The answer has tensors: tensor, rows, columns, mean, deviation, low, high, and the counts of 40 bins of "
          "equal width from low to high. Of several members it is about the first.",
      .request = model_request,
      .example = R"({})",
      .lane = Lane::worker,
      .answer_call = answer_explore_parameters,
  };
  return route;
}

}  // namespace interplay::serve
