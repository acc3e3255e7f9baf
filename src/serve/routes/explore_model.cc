// POST /v1/explore/model: what a model is, for the first page of the explorer and for its forms.
#include "serve/explorer/explored.h"
#include "serve/route_fields.h"
#include "serve/service.h"

namespace interplay::serve {

const Route& explore_model_route();

namespace {

void answer_explore_model(Call& call) {
  const auto& model = call.sessions().model;
  std::string text = model->explored().explorer().overview();
  text.back() = ',';
  call.out += text;
  call.out += model->histories() == nullptr ? "\"seen\":false}" : "\"seen\":true}";
}

}  // namespace

const Route& explore_model_route() {
  static const Route route = {
      .name = "explore_model",
      .method = "POST",
      .paths = {"/v1/explore/model"},
      .summary = "Tells what the model is: sides, columns, history, options",
      .help =
          "The answer has sides (size, attributes with their values, ids to start with), context, target, "
          "interactions, penalties, histories, describe (as interplay describe --json prints it) and seen, whether the "
          "server knows what users already have.",
      .request = model_request,
      .example = R"({})",
      .lane = Lane::worker,
      .answer_call = answer_explore_model,
  };
  return route;
}

}  // namespace interplay::serve
