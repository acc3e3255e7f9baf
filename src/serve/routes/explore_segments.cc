// POST /v1/explore/segments: errors on rows that were held out, by activity and popularity.
#include "serve/route_fields.h"
#include "serve/service.h"

namespace interplay::serve {

const Route& explore_segments_route();

namespace {

void answer(Call& call) {
  const std::string& segments = call.sessions().model->segments();
  call.out += segments.empty() ? "{\"segments\":null}" : segments;
}

}  // namespace

const Route& explore_segments_route() {
  static const Route route = {
      .name = "explore_segments",
      .method = "POST",
      .paths = {"/v1/explore/segments"},
      .summary = "Gives the error on rows that were held out, by activity of users and popularity of items",
      .help =
          "The answer has rows, metrics of all of them, and segments: activity and popularity, lists of name, "
          "training_rows (least and most), users, rows and metrics. It is about the files of --held-out; without them "
          "segments is null. Of models of interactions the metrics are those of lists of all items.",
      .request = model_request,
      .example = R"({})",
      .lane = Lane::worker,
      .answer_call = answer,
  };
  return route;
}

}  // namespace interplay::serve
