// POST /v1/explore/find: users or items by id, title and attribute.
#include "serve/explorer/explore_fields.h"
#include "serve/explorer/explored.h"
#include "serve/explorer/side.h"
#include "serve/lists.h"
#include "serve/service.h"

namespace interplay::serve {

const Route& explore_find_route();

namespace {

constexpr FieldSpec explore_find_request[] = {
    side_field,
    {"text", FieldKind::text, "Words of the id or title, and conditions such as genres=Comedy or year>=1990"},
    count_field,
    model_field,
    version_field,
    key_field,
};

void answer_explore_find(Call& call) {
  const Explored& kept = call.sessions().model->explored();
  call.out += kept.explorer().find(side_named(call.fields.text("side")), call.fields.text("text"), count_of(call));
}

}  // namespace

const Route& explore_find_route() {
  static const Route route = {
      .name = "explore_find",
      .method = "POST",
      .paths = {"/v1/explore/find"},
      .summary = "Finds users or items by id, title and attribute",
      .help =
          "Every word has to occur; a value with blanks stands between quotes: occupation=\"health care\". The answer "
          "has side, total and matches: id, title, attributes.",
      .request = explore_find_request,
      .example = R"({"side": "item", "text": "star genres=Drama", "n": 5})",
      .lane = Lane::worker,
      .answer_call = answer_explore_find,
  };
  return route;
}

}  // namespace interplay::serve
