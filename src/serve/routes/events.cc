// POST /v1/events: what users do, kept for good and known to their next list.
#include <chrono>

#include <fmt/format.h>

#include "serve/route_fields.h"
#include "serve/service.h"

namespace interplay::serve {

const Route& events_route();

namespace {

constexpr std::size_t longest_id = 512, longest_kind = 64;

constexpr FieldSpec events_request[] = {
    {"user", FieldKind::id, "Id of the user", true},
    {"item", FieldKind::id, "Id of the item", true},
    {"kind", FieldKind::text,
     "What happened: rating, click, impression or a name of your own; an impression is no history; rating if there is "
     "a value, click otherwise"},
    {"value", FieldKind::number, "The rating", false, -1e30, 1e30},
    {"time", FieldKind::number, "When, in seconds since 1970; now unless given", false, 0, 1e11},
};
constexpr FieldSpec events_answer[] = {
    {"kept", FieldKind::boolean, "True: the event is on disk"},
};

std::string_view within(const Call& call, std::string_view name, std::string_view text, std::size_t longest) {
  if (text.empty() || text.size() > longest || text.find('\0') != std::string_view::npos)
    throw Fault{400, "bad_request", call.fields.path(name),
                fmt::format("'{}' has {} bytes, expected 1 to {} and no zero byte", name, text.size(), longest), ""};
  return text;
}

void answer_events(Call& call) {
  const Fields& fields = call.fields;
  UserEvent event;
  event.user = within(call, "user", fields.text("user"), longest_id);
  event.item = within(call, "item", fields.text("item"), longest_id);
  event.kind = within(call, "kind", fields.text("kind", fields.has("value") ? "rating" : "click"), longest_kind);
  if (fields.has("value")) event.value = fields.number("value", 0);
  if (event.kind == "rating" && !event.value)
    throw Fault{400, "bad_request", fields.path("value"), "'value' is missing, expected the rating as a number",
                "give it, or name another kind"};
  const double now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  event.time = fields.number("time", now);
  call.service.events->add(event);
  call.worker.events.push_back(std::move(event));
  JsonText json(call.out);
  json.begin_object();
  json.key("kept").boolean(true);
  json.end_object();
}

}  // namespace

const Route& events_route() {
  static const Route route = {
      .name = "events",
      .method = "POST",
      .paths = {"/v1/events"},
      .summary = "Keeps what users do",
      .help =
          "The answer comes when the event is on disk. From then on the item is left out of the user's lists, and a "
          "user whom the model does not know is folded in by what they did. train, fold-in and evaluate read the "
          "database as they read a file.",
      .request = events_request,
      .answer = events_answer,
      .example = R"({"user": "196", "item": "50", "kind": "rating", "value": 5})",
      .batched = true,
      .lane = Lane::events,
      .answer_call = answer_events,
  };
  return route;
}

}  // namespace interplay::serve
